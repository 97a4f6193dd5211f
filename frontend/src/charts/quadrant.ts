// Customers by two amounts, or by two scores of a hundred, with the advice of each corner written into it.

import { language } from "../page";
import { shortNumber } from "../numbers";
import type { Drawing, Tip } from "./look";
import { axisNumber, gradeColour, look, money, tip, valueAxis } from "./look";

interface Point {
  name: string;
  x: number;
  y: number;
  step: number;
  grade: string;
  url: string | null;
}

interface Quadrant {
  /** Of the currency; null where both figures are scores. */
  symbol: string | null;
  names: { x: string; y: string };
  border: { x: number; y: number };
  /** High x and high y, high x and low y, low x and high y, low x and low y. */
  captions: readonly [string, string, string, string];
  points: readonly Point[];
}

export function quadrant(figures: Quadrant): Drawing {
  const { names, border, points, symbol } = figures;
  const x = symbol === null ? ofHundred() : stretched(points.map((point) => point.x), border.x);
  const y = symbol === null ? ofHundred() : stretched(points.map((point) => point.y), border.y);
  const below = { nameLocation: "middle", nameGap: 26, nameTextStyle: { color: look().quiet, align: "center" } };
  const option = {
    grid: { left: 8, right: 16, top: 32, bottom: 28, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: tip(({ dataIndex }) => explanation(figures, dataIndex)),
    xAxis: valueAxis({ ...x.axis, name: names.x, ...below }),
    yAxis: valueAxis({ ...y.axis, name: names.y }),
    series: [{ ...dots(points, x, y), ...fields(figures, x, y) }],
  };
  return { option, urls: [points.map((point) => point.url)] };
}

function explanation({ symbol, names, points }: Quadrant, index: number): Tip {
  const point = points[index];
  if (!point) return { title: "", rows: [] };
  const told = (value: number) => (symbol === null ? shortNumber(value, language) : money(value, symbol));
  const rows: Array<[string, string]> = [
    [names.x, told(point.x)],
    [names.y, told(point.y)],
  ];
  if (point.grade) rows.push(["", point.grade]);
  return { title: point.name, rows };
}

function dots(points: readonly Point[], x: Axis, y: Axis): object {
  const { quiet, surface } = look();
  return {
    type: "scatter",
    data: points.map((point) => [x.place(point.x), y.place(point.y)]),
    symbolSize: points.length > 400 ? 7 : 10,
    itemStyle: {
      color: ({ dataIndex }: { dataIndex: number }) => gradeColour(points[dataIndex]?.step),
      borderColor: surface,
      borderWidth: 1,
      opacity: 0.85,
    },
    emphasis: { itemStyle: { opacity: 1, borderColor: quiet } },
  };
}

/** The border between high and low, and the advice written into each corner. */
function fields({ captions, border }: Quadrant, x: Axis, y: Axis): object {
  const { quiet } = look();
  return {
    markLine: {
      silent: true,
      symbol: "none",
      label: { show: false },
      lineStyle: { color: quiet, type: "dashed", width: 1 },
      data: [{ xAxis: x.place(border.x) }, { yAxis: y.place(border.y) }],
    },
    markArea: {
      silent: true,
      itemStyle: { color: "transparent" },
      label: { color: quiet, fontSize: 12, fontWeight: 500 },
      data: corners(captions, x, y, border),
    },
  };
}

interface Axis {
  place: (value: number) => number;
  min: number;
  max: number;
  axis: object;
}

/** An axis for scores. */
function ofHundred(): Axis {
  const axis = { min: 0, max: 100, interval: 25, splitLine: { show: false }, axisLine: { lineStyle: { color: look().line } } };
  return { place: (value) => value, min: 0, max: 100, axis };
}

/**
 * An axis for values that differ by orders of magnitude and may be negative: linear near zero, logarithmic
 * beyond (the symmetric logarithm), with ticks at powers of ten.
 */
function stretched(values: readonly number[], border: number): Axis {
  const unit = Math.max(Math.abs(border) / 10, 1);
  const place = (value: number) => Math.sign(value) * Math.log10(1 + Math.abs(value) / unit);
  const all = [...values, border, 0];
  const lowest = Math.min(...all.map(place));
  const highest = Math.max(...all.map(place));
  const margin = (highest - lowest) * 0.12; // room for what is written into the corners
  const min = lowest < 0 ? lowest - margin : 0;
  const max = highest + margin;
  const ticks = powers(unit).filter((value) => place(value) >= min && place(value) <= max);
  const label = new Map(ticks.map((value) => [place(value).toFixed(6), axisNumber(value)]));
  const axis = {
    min,
    max,
    axisTick: { customValues: ticks.map(place) },
    axisLabel: {
      color: look().quiet,
      customValues: ticks.map(place),
      hideOverlap: true,
      formatter: (at: number) => label.get(at.toFixed(6)) ?? "",
    },
    axisLine: { lineStyle: { color: look().line } },
    splitLine: { show: false },
  };
  return { place, min, max, axis };
}

function powers(unit: number): number[] {
  const first = Math.ceil(Math.log10(unit) + 0.5);
  const sizes = Array.from({ length: 12 }, (_, index) => 10 ** (first + index));
  return [...sizes.map((size) => -size), 0, ...sizes];
}

function corners(captions: Quadrant["captions"], x: Axis, y: Axis, border: Quadrant["border"]): object[] {
  const atX = x.place(border.x);
  const atY = y.place(border.y);
  const corner = (name: string, from: [number, number], to: [number, number], position: string) => [
    { name, coord: from, label: { position } },
    { coord: to },
  ];
  return [
    corner(captions[0], [atX, atY], [x.max, y.max], "insideTopRight"),
    corner(captions[1], [atX, y.min], [x.max, atY], "insideBottomRight"),
    corner(captions[2], [x.min, atY], [atX, y.max], "insideTopLeft"),
    corner(captions[3], [x.min, y.min], [atX, atY], "insideBottomLeft"),
  ];
}
