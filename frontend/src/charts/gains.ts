// How much of what came the first customers of an order hold: one order against others.

import { percent } from "../numbers";
import type { Drawing, Tip } from "./look";
import { legend, look, tip, valueAxis } from "./look";

interface Gains {
  name: string;
  depths: readonly number[];
  lines: ReadonlyArray<{ name: string; shares: readonly number[] }>;
  marked: number;
}

export function gains(figures: Gains): Drawing {
  const { name, depths, lines, marked } = figures;
  const { quiet } = look();
  const narrow = matchMedia("(max-width: 575px)").matches; // where the names of the orders take two lines
  const below = { nameLocation: "middle", nameGap: 26, nameTextStyle: { color: quiet, align: "center" } };
  const option = {
    legend: legend(),
    grid: { left: 8, right: 16, top: narrow ? 60 : 36, bottom: 28, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: tip(({ dataIndex }) => explanation(figures, dataIndex), { trigger: "axis", axisPointer: { type: "line" } }),
    xAxis: shareAxis({ name, ...below }),
    yAxis: shareAxis({}),
    series: lines.map((line, place) => ({
      ...curve(depths, line, place),
      ...(place === 0 ? { markLine: border(marked) } : {}),
    })),
  };
  return { option, urls: lines.map(() => depths.map(() => null)) };
}

function explanation({ name, depths, lines }: Gains, index: number): Tip {
  return {
    title: `${name} ${percent(depths[index] ?? 0, 0)}`,
    rows: lines.map((line) => [line.name, percent(line.shares[index] ?? 0)]),
  };
}

function shareAxis(extra: object): object {
  const axisLabel = { color: look().quiet, formatter: (value: number) => percent(value, 0) };
  return valueAxis({ min: 0, max: 1, interval: 0.2, axisLabel, ...extra });
}

/** The first line is the one that is judged; the others are told apart by their strokes too. */
function curve(depths: readonly number[], line: Gains["lines"][number], place: number): object {
  const { accent, second, quiet } = look();
  const color = [accent, second, quiet][place] ?? quiet;
  const stroke = ["solid", "dashed", "dotted"][place] ?? "dotted";
  return {
    type: "line",
    name: line.name,
    data: line.shares.map((share, index) => [depths[index], share]),
    lineStyle: { color, width: 2, type: stroke },
    itemStyle: { color },
    showSymbol: false,
  };
}

/** Where the top grade ends. */
function border(marked: number): object {
  const { quiet } = look();
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: quiet, type: "dashed", width: 1 },
    label: { show: false },
    data: [{ xAxis: marked }],
  };
}
