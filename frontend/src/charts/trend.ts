// Scores out of a hundred as lines, day by day.

import type { Drawing, Tip } from "./look";
import { legend, look, thingAxis, tip, valueAxis } from "./look";

interface Trend {
  days: readonly string[];
  lines: ReadonlyArray<{ name: string; values: ReadonlyArray<number | null> }>;
}

export function trend(figures: Trend): Drawing {
  const { days, lines } = figures;
  const option = {
    legend: legend(),
    tooltip: tip(({ dataIndex }) => explanation(figures, dataIndex), { trigger: "axis" }),
    xAxis: thingAxis(days),
    yAxis: valueAxis({ scale: true, max: (range: { max: number }) => Math.min(100, Math.ceil(range.max + 1)) }),
    series: lines.map((_line, place) => scoreLine(figures, place)),
  };
  return { option, urls: lines.map(() => days.map(() => null)) };
}

function explanation({ days, lines }: Trend, index: number): Tip {
  const rows: Array<[string, string]> = [];
  for (const { name, values } of lines) {
    const value = values[index];
    if (value !== null && value !== undefined) rows.push([name, value.toFixed(1)]);
  }
  return { title: days[index] ?? "", rows };
}

/** The symbols tell the lines apart for who does not tell their colours apart. */
function scoreLine({ lines }: Trend, place: number): object {
  const { accent, second, good, bad, quiet, accentSoft } = look();
  const colours = [accent, second, good, bad, quiet, accentSoft];
  const color = colours[place % colours.length];
  return {
    type: "line",
    name: lines[place]?.name,
    data: lines[place]?.values,
    lineStyle: { color, width: 2 },
    itemStyle: { color },
    symbol: ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect"][place % 6],
    symbolSize: 5,
    connectNulls: false,
  };
}
