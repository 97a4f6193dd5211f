// Revenue as bars and margin as a line, month by month.

import { percent } from "../numbers";
import type { Drawing } from "./look";
import { legend, look, money, thingAxis, tip, valueAxis } from "./look";

interface Months {
  symbol: string;
  names: { revenue: string; margin: string };
  points: ReadonlyArray<{ month: string; revenue: number; margin: number | null; url: string | null }>;
}

export function months({ symbol, names, points }: Months): Drawing {
  const { accent, accentSoft, second } = look();
  const hasMargin = points.some((point) => point.margin !== null);
  const option = {
    legend: legend(),
    tooltip: tip(
      ({ dataIndex }) => {
        const point = points[dataIndex];
        if (!point) return { title: "", rows: [] };
        const rows: Array<[string, string]> = [[names.revenue, money(point.revenue, symbol)]];
        if (point.margin !== null) rows.push([names.margin, percent(point.margin)]);
        return { title: point.month, rows };
      },
      { trigger: "axis", axisPointer: { type: "shadow" } },
    ),
    xAxis: thingAxis(points.map((point) => point.month)),
    yAxis: [
      valueAxis(),
      valueAxis({
        show: hasMargin,
        alignTicks: true,
        axisLabel: { color: look().quiet, formatter: (value: number) => percent(value, 0) },
        splitLine: { show: false },
      }),
    ],
    series: [
      {
        type: "bar",
        name: names.revenue,
        data: points.map((point) => point.revenue),
        itemStyle: { color: accentSoft, borderRadius: [2, 2, 0, 0] },
        emphasis: { itemStyle: { color: accent } },
        barMaxWidth: 28,
      },
      ...(hasMargin
        ? [{
            type: "line",
            name: names.margin,
            yAxisIndex: 1,
            data: points.map((point) => point.margin),
            lineStyle: { color: second, width: 2 },
            itemStyle: { color: second },
            symbolSize: 5,
            connectNulls: false,
          }]
        : []),
    ],
  };
  const urls = points.map((point) => point.url);
  return { option, urls: [urls, urls] };
}
