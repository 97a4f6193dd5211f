// What all charts share: colours of the theme, type, axes, and the box that explains a mark.

import type { EChartsCoreOption } from "echarts/core";

import { language } from "../page";
import { shortNumber } from "../numbers";

/** A chart to draw. `urls[series][mark]` is where a click leads; null where there is nothing to open. */
export interface Drawing {
  option: EChartsCoreOption;
  urls: ReadonlyArray<ReadonlyArray<string | null>>;
  /** Where a click on what runs between two marks leads. */
  bands?: ReadonlyArray<string | null>;
}

export interface Look {
  accent: string;
  accentSoft: string;
  second: string;
  good: string;
  bad: string;
  ink: string;
  quiet: string;
  line: string;
  surface: string;
  /** From the highest grade to the lowest. */
  steps: readonly string[];
  base: EChartsCoreOption;
}

const light = {
  accent: "#1c5d99",
  accentSoft: "#7fabd4",
  second: "#d08700",
  good: "#2b8a4e",
  bad: "#c93b3b",
  ink: "#35404c",
  quiet: "#5f6b79",
  line: "#e1e5ea",
  surface: "#ffffff",
  steps: ["#1c5d99", "#5f97cb", "#a3c6e6", "#98a3b0", "#cbd2da"],
};

const dark: typeof light = {
  accent: "#5ea3e0",
  accentSoft: "#35618c",
  second: "#e0aa4a",
  good: "#5fbf85",
  bad: "#ec7d7d",
  ink: "#e1e5ea",
  quiet: "#98a3b0",
  line: "#35404c",
  surface: "#1f2731",
  steps: ["#5ea3e0", "#3f78ad", "#2f5680", "#6b7785", "#4a5563"],
};

export function look(): Look {
  const colours = document.documentElement.dataset["bsTheme"] === "dark" ? dark : light;
  const font = getComputedStyle(document.body).fontFamily;
  const base: EChartsCoreOption = {
    animationDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300,
    textStyle: { fontFamily: font, fontSize: 12, color: colours.ink },
    grid: { left: 8, right: 16, top: 40, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    aria: { enabled: false }, // the figure's own caption and table say it better
  };
  return { ...colours, base };
}

/** The colour of a grade by its place in the scheme; grades past the last colour share it. */
export function gradeColour(step: number | undefined): string {
  const { steps, quiet } = look();
  return steps[Math.min(step ?? steps.length, steps.length) - 1] ?? quiet;
}

/** The axis along which things stand. */
export function thingAxis(names: readonly string[], extra: object = {}): object {
  const { quiet, line } = look();
  return {
    type: "category",
    data: names,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: line } },
    axisLabel: { color: quiet, hideOverlap: true },
    ...extra,
  };
}

/** The axis along which values are read. */
export function valueAxis(extra: object = {}): object {
  const { quiet, line } = look();
  return {
    type: "value",
    splitNumber: 4,
    axisLabel: { color: quiet, formatter: axisNumber },
    splitLine: { lineStyle: { color: line } },
    nameTextStyle: { color: quiet, align: "left" },
    ...extra,
  };
}

/** A round value beside an axis: 8M, never 8.00M. */
export function axisNumber(value: number): string {
  return shortNumber(value, language).replace(/(\.\d*?)0+(?=\D|$)/, "$1").replace(/\.(?=\D|$)/, "");
}

export function legend(): object {
  const { quiet } = look();
  return { top: 0, left: 0, itemWidth: 12, itemHeight: 8, itemGap: 16, textStyle: { color: quiet }, icon: "roundRect" };
}

/** The box that explains a mark. It is made of elements, never of markup, so that names stay text. */
export function tip(rows: (mark: TipMark) => Tip, extra: object = {}): object {
  const { surface, line, ink } = look();
  return {
    backgroundColor: surface,
    borderColor: line,
    borderWidth: 1,
    padding: [8, 12],
    textStyle: { color: ink },
    confine: true,
    transitionDuration: 0,
    formatter: (marks: TipMark | TipMark[]) => {
      const mark = Array.isArray(marks) ? marks[0] : marks;
      return mark ? tipElement(rows(mark)) : "";
    },
    ...extra,
  };
}

export interface TipMark {
  dataIndex: number;
  seriesIndex: number;
  /** Says of what runs between two marks that it does: `edge`. */
  dataType?: string;
}

export interface Tip {
  title: string;
  rows: ReadonlyArray<readonly [name: string, value: string]>;
}

function tipElement({ title, rows }: Tip): HTMLElement {
  const box = document.createElement("div");
  box.className = "chart-tip";
  const heading = document.createElement("strong");
  heading.textContent = title;
  box.append(heading);
  for (const [name, value] of rows) {
    for (const words of [name, value]) {
      const cell = document.createElement("span");
      cell.textContent = words;
      box.append(cell);
    }
  }
  return box;
}

export function money(value: number, symbol: string): string {
  const figure = shortNumber(Math.abs(value), language, 2);
  return value < 0 ? `−${symbol}${figure}` : symbol + figure;
}
