// How many customers have figures of about which size: bins from the smallest to the largest, and
// perhaps over them what a curve makes of these figures.

import { language } from "../page";
import { shortNumber } from "../numbers";
import type { Drawing, Tip } from "./look";
import { legend, look, thingAxis, tip, valueAxis } from "./look";

interface Histogram {
  name: string;
  bins: ReadonlyArray<{ label: string; count: number; url: string | null }>;
  line: { name: string; values: ReadonlyArray<number | null> } | null;
}

export function histogram(figures: Histogram): Drawing {
  const { bins, line } = figures;
  const option = {
    ...(line ? { legend: legend() } : {}),
    grid: { left: 8, right: 16, top: line ? 36 : 16, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: tip(({ dataIndex }) => explanation(figures, dataIndex), {
      trigger: "axis",
      axisPointer: { type: "shadow" },
    }),
    xAxis: thingAxis(bins.map((bin) => bin.label)),
    yAxis: line ? [valueAxis({ minInterval: 1 }), valuesAxis()] : valueAxis({ minInterval: 1 }),
    series: line ? [bars(figures), over(line)] : [bars(figures)],
  };
  const urls = bins.map((bin) => bin.url);
  return { option, urls: [urls, urls] };
}

function explanation({ name, bins, line }: Histogram, index: number): Tip {
  const { label = "", count = 0 } = bins[index] ?? {};
  const rows: Array<[string, string]> = [[name, shortNumber(count, language)]];
  const value = line?.values[index];
  if (line && value !== null && value !== undefined) rows.push([line.name, value.toFixed(1)]);
  return { title: label, rows };
}

function bars({ name, bins }: Histogram): object {
  const { accent, accentSoft } = look();
  return {
    type: "bar",
    name,
    data: bins.map((bin) => bin.count),
    barCategoryGap: "6%",
    itemStyle: { color: accentSoft, borderRadius: [2, 2, 0, 0] },
    emphasis: { itemStyle: { color: accent } },
  };
}

/** The axis of the values that a curve gives. */
function valuesAxis(): object {
  return valueAxis({ min: 0, max: 100, interval: 25, alignTicks: false, splitLine: { show: false } });
}

/** Where nobody is the line goes straight on. */
function over({ name, values }: NonNullable<Histogram["line"]>): object {
  const { second } = look();
  return {
    type: "line",
    name,
    yAxisIndex: 1,
    data: values,
    connectNulls: true,
    symbolSize: 5,
    lineStyle: { color: second, width: 2 },
    itemStyle: { color: second },
  };
}
