// Revenue as bars and margin as a line, month by month.

import { percent } from "../numbers";
import type { Drawing, Tip } from "./look";
import { legend, look, money, thingAxis, tip, valueAxis } from "./look";

interface Months {
  symbol: string;
  names: { revenue: string; margin: string };
  points: ReadonlyArray<{ month: string; revenue: number; margin: number | null; url: string | null }>;
}

export function months(figures: Months): Drawing {
  const { points } = figures;
  const hasMargin = points.some((point) => point.margin !== null);
  const option = {
    legend: legend(),
    tooltip: tip(({ dataIndex }) => explanation(figures, dataIndex), {
      trigger: "axis",
      axisPointer: { type: "shadow" },
    }),
    xAxis: thingAxis(points.map((point) => point.month)),
    // Without any revenue the axis would be halved into equal-looking numbers.
    yAxis: [valueAxis({ minInterval: 1 }), marginAxis(hasMargin)],
    series: hasMargin ? [revenueBars(figures), marginLine(figures)] : [revenueBars(figures)],
  };
  const urls = points.map((point) => point.url);
  return { option, urls: [urls, urls] };
}

function explanation({ symbol, names, points }: Months, index: number): Tip {
  const point = points[index];
  if (!point) return { title: "", rows: [] };
  const rows: Array<[string, string]> = [[names.revenue, money(point.revenue, symbol)]];
  if (point.margin !== null) rows.push([names.margin, percent(point.margin)]);
  return { title: point.month, rows };
}

function marginAxis(show: boolean): object {
  return valueAxis({
    show,
    alignTicks: true,
    axisLabel: { color: look().quiet, formatter: (value: number) => percent(value, 0) },
    splitLine: { show: false },
  });
}

function revenueBars({ names, points }: Months): object {
  const { accent, accentSoft } = look();
  return {
    type: "bar",
    name: names.revenue,
    data: points.map((point) => point.revenue),
    itemStyle: { color: accentSoft, borderRadius: [2, 2, 0, 0] },
    emphasis: { itemStyle: { color: accent } },
    barMaxWidth: 28,
  };
}

function marginLine({ names, points }: Months): object {
  const { second } = look();
  return {
    type: "line",
    name: names.margin,
    yAxisIndex: 1,
    data: points.map((point) => point.margin),
    lineStyle: { color: second, width: 2 },
    itemStyle: { color: second },
    symbolSize: 5,
    connectNulls: false,
  };
}
