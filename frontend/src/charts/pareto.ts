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
  const { accent, quiet } = look();
  const axis = (name: string, location: string) =>
    valueAxis({
      min: 0,
      interval: 0.2,
      max: name === names.customers ? 1 : (scale: { max: number }) => Math.max(1, scale.max),
      name,
      nameLocation: location,
      nameGap: location === "middle" ? 26 : 14,
      nameTextStyle: { color: quiet, align: location === "middle" ? "center" : "left" },
      axisLabel: { color: quiet, formatter: (value: number) => percent(value, 0) },
    });
  const option = {
    grid: { left: 8, right: 16, top: 36, bottom: 28, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: tip(
      ({ dataIndex }) => {
        const point = points[dataIndex];
        return {
          title: point?.name ?? "",
          rows: [[names.customers, percent(point?.customers ?? 0)], [names.value, percent(point?.value ?? 0)]],
        };
      },
      { trigger: "axis", axisPointer: { type: "line" } },
    ),
    xAxis: axis(names.customers, "middle"),
    yAxis: axis(names.value, "end"),
    series: [
      {
        type: "line",
        data: points.map((point) => [point.customers, point.value]),
        lineStyle: { color: accent, width: 2 },
        itemStyle: { color: accent },
        areaStyle: { color: accent, opacity: 0.1 },
        symbolSize: 6,
        showSymbol: points.length <= 60,
        markLine: {
          silent: true,
          symbol: "none",
          lineStyle: { color: quiet, type: "dashed", width: 1 },
          label: {
            position: "insideEndBottom",
            color: quiet,
            formatter: ({ dataIndex }: { dataIndex: number }) => {
              const border = borders[dataIndex];
              return border ? `${border.name} ${percent(border.value, 0)}` : "";
            },
          },
          data: borders.map((border) => ({ yAxis: border.value })),
        },
      },
    ],
  };
  return { option, urls: [points.map((point) => point.url)] };
}
