// How many customers have figures of about which size: bins from the smallest to the largest.

import { language } from "../page";
import { shortNumber } from "../numbers";
import type { Drawing } from "./look";
import { look, thingAxis, tip, valueAxis } from "./look";

interface Histogram {
  name: string;
  bins: ReadonlyArray<{ label: string; count: number; url: string | null }>;
}

export function histogram({ name, bins }: Histogram): Drawing {
  const { accent, accentSoft } = look();
  const option = {
    grid: { left: 8, right: 16, top: 16, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: tip(
      ({ dataIndex }) => {
        const { label = "", count = 0 } = bins[dataIndex] ?? {};
        return { title: label, rows: [[name, shortNumber(count, language)]] };
      },
      { trigger: "axis", axisPointer: { type: "shadow" } },
    ),
    xAxis: thingAxis(bins.map((bin) => bin.label)),
    yAxis: valueAxis({ minInterval: 1 }),
    series: [
      {
        type: "bar",
        data: bins.map((bin) => bin.count),
        barCategoryGap: "6%",
        itemStyle: { color: accentSoft, borderRadius: [2, 2, 0, 0] },
        emphasis: { itemStyle: { color: accent } },
      },
    ],
  };
  return { option, urls: [bins.map((bin) => bin.url)] };
}
