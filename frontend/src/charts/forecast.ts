// What was as a line, what is expected as a dashed one, within the bands that it most likely keeps to.

import type { Drawing, Tip } from "./look";
import { legend, look, money, thingAxis, tip, valueAxis } from "./look";

type Ends = readonly [low: number, high: number];

interface Forecast {
  symbol: string;
  names: { known: string; expected: string; likely: string; nearly_certain: string };
  known: ReadonlyArray<{ month: string; value: number }>;
  ahead: ReadonlyArray<{ month: string; value: number; likely: Ends; nearlyCertain: Ends }>;
}

export function forecast(figures: Forecast): Drawing {
  const { names, known, ahead } = figures;
  const { accent, accentSoft, second } = look();
  const months = [...known, ...ahead].map((point) => point.month);
  const option = {
    legend: { ...legend(), data: [names.known, names.expected, names.likely, names.nearly_certain] },
    tooltip: tip(({ dataIndex }) => explanation(figures, dataIndex), { trigger: "axis" }),
    xAxis: thingAxis(months, { boundaryGap: false }),
    yAxis: valueAxis({ minInterval: 1 }),
    series: [
      ...band(figures, "nearlyCertain", names.nearly_certain, 0.35),
      ...band(figures, "likely", names.likely, 0.6),
      line(names.known, known.map((point) => point.value), accent, "solid"),
      line(names.expected, joined(figures), second, "dashed"),
    ],
    color: [accentSoft, accentSoft, accentSoft, accentSoft, accent, second],
  };
  return { option, urls: [] };
}

/** The dashed line begins where the other one ends. */
function joined({ known, ahead }: Forecast): Array<number | null> {
  const last = known.length - 1;
  return [
    ...known.map((point, place) => (place === last ? point.value : null)),
    ...ahead.map((point) => point.value),
  ];
}

/** A band is two stacked lines without a stroke: its lower end, and what lies between both ends. */
function band({ known, ahead }: Forecast, ends: "likely" | "nearlyCertain", name: string, opacity: number): object[] {
  const before = known.map(() => null);
  const hidden = { type: "line", stack: ends, stackStrategy: "all", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
  return [
    { ...hidden, name: `${name} `, data: [...before, ...ahead.map((point) => point[ends][0])] },
    {
      ...hidden,
      name,
      data: [...before, ...ahead.map((point) => point[ends][1] - point[ends][0])],
      itemStyle: { color: look().accentSoft, opacity },
      areaStyle: { color: look().accentSoft, opacity },
    },
  ];
}

function line(name: string, data: ReadonlyArray<number | null>, color: string, type: string): object {
  return { type: "line", name, data, lineStyle: { color, width: 2, type }, itemStyle: { color }, symbolSize: 4 };
}

function explanation({ symbol, names, known, ahead }: Forecast, index: number): Tip {
  const was = known[index];
  if (was) return { title: was.month, rows: [[names.known, money(was.value, symbol)]] };
  const point = ahead[index - known.length];
  if (!point) return { title: "", rows: [] };
  const between = ([low, high]: Ends): string => `${money(low, symbol)} – ${money(high, symbol)}`;
  return {
    title: point.month,
    rows: [
      [names.expected, money(point.value, symbol)],
      [names.likely, between(point.likely)],
      [names.nearly_certain, between(point.nearlyCertain)],
    ],
  };
}
