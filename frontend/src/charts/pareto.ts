// How few customers make how much: the share of customers against the share of the value.

import { percent } from "../numbers";
import type { Drawing } from "./look";
import { look, tip, valueAxis } from "./look";

interface Pareto {
  names: { customers: string; value: string };
  points: ReadonlyArray<{ name: string; customers: number; value: number; url: string | null }>;
  borders: ReadonlyArray<{ name: string; value: number }>;
}

export function pareto({ names, points, borders }: Pareto): Drawing {
  const { quiet } = look();
  const below = { nameLocation: "middle", nameGap: 26, nameTextStyle: { color: quiet, align: "center" } };
  const beyondAll = (scale: { max: number }) => Math.max(1, scale.max); // losses can lift the curve above 100 %
  const option = {
    grid: { left: 8, right: 16, top: 36, bottom: 28, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: tip(
      ({ dataIndex }) => {
        const { name = "", customers = 0, value = 0 } = points[dataIndex] ?? {};
        return { title: name, rows: [[names.customers, percent(customers)], [names.value, percent(value)]] };
      },
      { trigger: "axis", axisPointer: { type: "line" } },
    ),
    xAxis: shareAxis({ name: names.customers, max: 1, ...below }),
    yAxis: shareAxis({ name: names.value, max: beyondAll }),
    series: [{ ...curve(points), markLine: lines(borders) }],
  };
  return { option, urls: [points.map((point) => point.url)] };
}

function shareAxis(extra: object): object {
  const label = { color: look().quiet, formatter: (value: number) => percent(value, 0) };
  return valueAxis({ min: 0, interval: 0.2, axisLabel: label, ...extra });
}

function curve(points: Pareto["points"]): object {
  const { accent } = look();
  return {
    type: "line",
    data: points.map((point) => [point.customers, point.value]),
    lineStyle: { color: accent, width: 2 },
    itemStyle: { color: accent },
    areaStyle: { color: accent, opacity: 0.1 },
    symbolSize: 6,
    showSymbol: points.length <= 60,
  };
}

/** Where one class ends and the next begins. */
function lines(borders: Pareto["borders"]): object {
  const { quiet } = look();
  const formatter = ({ dataIndex }: { dataIndex: number }) => {
    const border = borders[dataIndex];
    return border ? `${border.name} ${percent(border.value, 0)}`.trim() : "";
  };
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: quiet, type: "dashed", width: 1 },
    label: { position: "insideEndBottom", color: quiet, formatter },
    data: borders.map((border) => ({ yAxis: border.value })),
  };
}
