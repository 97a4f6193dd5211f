// What goes from where to where: bands between two columns, as wide as they are many.

import { language } from "../page";
import { shortNumber } from "../numbers";
import type { Drawing, Tip, TipMark } from "./look";
import { gradeColour, look, money, tip } from "./look";

interface End {
  name: string;
  /** A grade's place in its scheme, 0 for what is none. */
  step: number;
  url: string | null;
}

interface Band {
  start: number;
  end: number;
  count: number;
  value: number;
  url: string | null;
}

interface Flows {
  symbol: string;
  names: { count: string; value: string };
  starts: readonly End[];
  ends: readonly End[];
  bands: readonly Band[];
}

export function flows(figures: Flows): Drawing {
  const { starts, ends, bands } = figures;
  const { surface, ink } = look();
  const narrow = matchMedia("(max-width: 575px)").matches;
  const series = {
    type: "sankey",
    left: 0,
    right: 0,
    top: 10, // so that the label of a thin band at the edge is whole
    bottom: 10,
    nodeGap: 14,
    nodeWidth: 12,
    draggable: false,
    layoutIterations: 0, // grades stay in their order, the best at the top
    emphasis: { focus: "adjacency" },
    data: [
      ...starts.map((end, place) => node(`0 ${place}`, end, 0, "right")),
      ...ends.map((end, place) => node(`1 ${place}`, end, 1, "left")),
    ],
    links: bands.map(({ start, end, count }) => ({ source: `0 ${start}`, target: `1 ${end}`, value: count })),
    lineStyle: { color: "source", opacity: 0.35, curveness: 0.5 },
    itemStyle: { borderColor: surface, borderWidth: 1 },
    label: {
      color: ink,
      fontSize: narrow ? 11 : 12,
      formatter: ({ dataIndex }: { dataIndex: number }) => caption(figures, dataIndex),
    },
  };
  const option = { tooltip: tip((mark) => explanation(figures, mark), { trigger: "item" }), series: [series] };
  return {
    option,
    urls: [[...starts, ...ends].map((end) => end.url)],
    bands: bands.map((band) => band.url),
  };
}

function node(name: string, { step }: End, depth: number, position: string): object {
  const { quiet } = look();
  return { name, depth, label: { position }, itemStyle: { color: step ? gradeColour(step) : quiet } };
}

function caption(figures: Flows, index: number): string {
  const { end, count } = sum(figures, index);
  return `${end?.name ?? ""} ${shortNumber(count, language)}`;
}

function explanation(figures: Flows, { dataType, dataIndex }: TipMark): Tip {
  const { names, symbol, starts, ends, bands } = figures;
  const rows = (count: number, value: number): Tip["rows"] => [
    [names.count, shortNumber(count, language)],
    [names.value, money(value, symbol)],
  ];
  const band = dataType === "edge" ? bands[dataIndex] : undefined;
  if (band) {
    const title = `${starts[band.start]?.name ?? ""} → ${ends[band.end]?.name ?? ""}`;
    return { title, rows: rows(band.count, band.value) };
  }
  const { end, count, value } = sum(figures, dataIndex);
  return { title: end?.name ?? "", rows: rows(count, value) };
}

/** What a mark is made of: all bands that begin or end there. */
function sum({ starts, ends, bands }: Flows, index: number): { end: End | undefined; count: number; value: number } {
  const place = index - starts.length;
  const touching = bands.filter((band) => (place < 0 ? band.start === index : band.end === place));
  const count = touching.reduce((total, band) => total + band.count, 0);
  const value = touching.reduce((total, band) => total + band.value, 0);
  return { end: place < 0 ? starts[index] : ends[place], count, value };
}
