// Things as closed lines around a middle: each one on several scales at once.

import type { Drawing, Tip } from "./look";
import { legend, look, tip } from "./look";

interface Line {
  name: string;
  values: ReadonlyArray<number | null>;
  url: string | null;
}

interface Radar {
  axes: readonly string[];
  lines: readonly Line[];
}

export function radar({ axes, lines }: Radar): Drawing {
  const { quiet, line } = look();
  const option = {
    legend: legend(),
    tooltip: tip(({ dataIndex }) => explanation(axes, lines[dataIndex]), { trigger: "item" }),
    radar: {
      center: ["50%", "56%"],
      radius: "52%", // names have room beside it on a phone
      splitNumber: 4,
      indicator: axes.map((name) => ({ name, min: 0, max: 100 })),
      axisName: { color: quiet, fontSize: 11, formatter: inLines },
      splitArea: { show: false },
      splitLine: { lineStyle: { color: line } },
      axisLine: { lineStyle: { color: line } },
    },
    series: [{ type: "radar", data: lines.map(closed) }],
  };
  return { option, urls: [lines.map(({ url }) => url)] };
}

function explanation(axes: readonly string[], line: Line | undefined): Tip {
  const rows: Array<[string, string]> = [];
  axes.forEach((axis, place) => {
    const value = line?.values[place];
    if (value !== null && value !== undefined) rows.push([axis, value.toFixed(0)]);
  });
  return { title: line?.name ?? "", rows };
}

const LINE = 12;

/** A name in lines of about so many characters, broken between words: at the sides it would be cut off. */
function inLines(name: string): string {
  const lines: string[] = [];
  for (const word of name.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LINE) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}

/** The symbols and strokes tell the lines apart for who does not tell their colours apart. */
function closed({ name, values }: Line, place: number): object {
  const { accent, second, good, bad, quiet, accentSoft } = look();
  const colours = [accent, second, good, bad, quiet, accentSoft];
  const color = colours[place % colours.length];
  return {
    name,
    value: values,
    symbol: ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect"][place % 6],
    symbolSize: 6,
    lineStyle: { color, width: 2, type: place < 6 ? "solid" : "dashed" },
    itemStyle: { color },
    areaStyle: { color, opacity: 0.06 },
  };
}
