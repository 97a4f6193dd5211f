// Scores out of a hundred as lines, day by day; or out of one, by whatever they belong to.

import type { Drawing, Tip } from "./look";
import { legend, look, thingAxis, tip, valueAxis } from "./look";

interface Trend {
  days: readonly string[];
  lines: ReadonlyArray<{ name: string; values: ReadonlyArray<number | null> }>;
  /** The scores are out of one, as coefficients are, and seldom below nought. */
  ofOne?: boolean;
}

export function trend(figures: Trend): Drawing {
  const { days, lines, ofOne } = figures;
  const option = {
    legend: legend(),
    tooltip: tip(({ dataIndex }) => explanation(figures, dataIndex), { trigger: "axis" }),
    xAxis: thingAxis(days),
    yAxis: valueAxis(ofOne ? { min: noughtOrBelow, max: 1, axisLabel: { color: look().quiet } } : { scale: true, max: justAbove }),
    series: lines.map((_line, place) => scoreLine(figures, place)),
  };
  return { option, urls: lines.map(() => days.map(() => null)) };
}

function noughtOrBelow(range: { min: number }): number {
  return Math.min(0, range.min);
}

function justAbove(range: { max: number }): number {
  return Math.min(100, Math.ceil(range.max + 1));
}

function explanation({ days, lines, ofOne }: Trend, index: number): Tip {
  const rows: Array<[string, string]> = [];
  for (const { name, values } of lines) {
    const value = values[index];
    if (value !== null && value !== undefined) rows.push([name, value.toFixed(ofOne ? 2 : 1)]);
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
