// Cumulated net profit, the most profitable customers first: up to a peak, then down by those who lose.

import { percent } from "../numbers";
import type { Drawing } from "./look";
import { look, money, tip, valueAxis } from "./look";

interface Whale {
  symbol: string;
  names: { customers: string; profit: string; peak: string };
  peak: number;
  points: ReadonlyArray<{ name: string; customers: number; profit: number; url: string | null }>;
}

export function whale({ symbol, names, peak, points }: Whale): Drawing {
  const { accent, quiet } = look();
  const below = { nameLocation: "middle", nameGap: 26, nameTextStyle: { color: quiet, align: "center" } };
  const option = {
    grid: { left: 8, right: 16, top: 36, bottom: 28, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: tip(
      ({ dataIndex }) => {
        const { name = "", customers = 0, profit = 0 } = points[dataIndex] ?? {};
        return { title: name, rows: [[names.customers, percent(customers)], [names.profit, money(profit, symbol)]] };
      },
      { trigger: "axis", axisPointer: { type: "line" } },
    ),
    xAxis: valueAxis({
      min: 0,
      max: 1,
      interval: 0.2,
      axisLabel: { color: quiet, formatter: (value: number) => percent(value, 0) },
      name: names.customers,
      ...below,
    }),
    yAxis: valueAxis({ name: names.profit }),
    series: [
      {
        type: "line",
        data: points.map((point) => [point.customers, point.profit]),
        lineStyle: { color: accent, width: 2 },
        itemStyle: { color: accent },
        areaStyle: { color: accent, opacity: 0.1 },
        symbolSize: 6,
        showSymbol: points.length <= 60,
        markLine: {
          silent: true,
          symbol: "none",
          lineStyle: { color: quiet, type: "dashed", width: 1 },
          label: { position: "insideEndTop", color: quiet, formatter: () => `${names.peak} ${money(peak, symbol)}` },
          data: [{ yAxis: peak }],
        },
      },
    ],
  };
  return { option, urls: [points.map((point) => point.url)] };
}
