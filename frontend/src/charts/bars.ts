// Shares as lying bars: how much the first one, five and ten customers make.

import { percent } from "../numbers";
import type { Drawing } from "./look";
import { look, thingAxis, tip, valueAxis } from "./look";

interface Bars {
  name: string;
  bars: ReadonlyArray<{ label: string; share: number; url: string | null }>;
}

export function bars({ name, bars: rows }: Bars): Drawing {
  const { accent, accentSoft, ink, quiet } = look();
  const whole = rows.some((row) => row.share > 0.8);
  const option = {
    grid: { left: 8, right: 56, top: 8, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: tip(({ dataIndex }) => ({
      title: rows[dataIndex]?.label ?? "",
      rows: [[name, percent(rows[dataIndex]?.share ?? 0)]],
    })),
    xAxis: valueAxis({
      min: 0,
      ...(whole ? { max: 1, interval: 0.25 } : {}),
      axisLabel: { color: quiet, formatter: (value: number) => percent(value, 0) },
    }),
    yAxis: thingAxis(rows.map((row) => row.label), {
      inverse: true,
      axisLine: { show: false },
      axisLabel: { color: ink, width: 130, overflow: "truncate" },
    }),
    series: [
      {
        type: "bar",
        data: rows.map((row) => row.share),
        barMaxWidth: 22,
        itemStyle: { color: accentSoft, borderRadius: [0, 2, 2, 0] },
        emphasis: { itemStyle: { color: accent } },
        label: {
          show: true,
          position: "right",
          color: ink,
          formatter: ({ dataIndex }: { dataIndex: number }) => percent(rows[dataIndex]?.share ?? 0),
        },
      },
    ],
  };
  return { option, urls: [rows.map((row) => row.url)] };
}
