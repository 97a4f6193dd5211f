// How many customers stand in each grade, and what share of the value they make.

import { language } from "../page";
import { percent, shortNumber } from "../numbers";
import type { Drawing } from "./look";
import { gradeColour, legend, look, thingAxis, tip, valueAxis } from "./look";

interface Grades {
  names: { customers: string; value: string };
  /** Whose shares are shown; null for all that have one of the grades. */
  customers: number | null;
  grades: ReadonlyArray<{ name: string; step: number; customers: number; value: number | null; url: string | null }>;
}

export function grades({ names, customers: all, grades: rows }: Grades): Drawing {
  const { ink, quiet, second } = look();
  const total = (all ?? rows.reduce((sum, row) => sum + row.customers, 0)) || 1;
  const hasValue = rows.some((row) => row.value !== null);
  const ofStep = (index: number) => gradeColour(rows[index]?.step);
  const sizes = shareBars(names.customers, rows.map((row) => row.customers / total), ofStep);
  const values = shareBars(names.value, rows.map((row) => row.value), () => second);
  const grid = { left: 8, right: 56, top: hasValue ? 32 : 8, bottom: 8 };
  const option = {
    legend: hasValue ? legend() : { show: false },
    grid: { ...grid, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: tip(({ dataIndex }) => {
      const { name = "", customers = 0, value = null } = rows[dataIndex] ?? {};
      const share: Array<[string, string]> = value === null ? [] : [[names.value, percent(value)]];
      return { title: name, rows: [[names.customers, shortNumber(customers, language)], ...share] };
    }),
    xAxis: valueAxis({ min: 0, axisLabel: { color: quiet, hideOverlap: true, formatter: (value: number) => percent(value, 0) } }),
    yAxis: thingAxis(rows.map((row) => row.name), {
      inverse: true,
      axisLine: { show: false },
      axisLabel: { color: ink },
    }),
    series: hasValue ? [sizes, values] : [sizes],
  };
  const urls = rows.map((row) => row.url);
  return { option, urls: [urls, urls] };
}

function shareBars(name: string, shares: Array<number | null>, colour: (index: number) => string): object {
  return {
    type: "bar",
    name,
    data: shares.map((value, index) => ({ value, itemStyle: { color: colour(index) } })),
    barMaxWidth: 18,
    barGap: "15%",
    itemStyle: { color: colour(0), borderRadius: [0, 2, 2, 0] },
    label: {
      show: true,
      position: "right",
      color: look().ink,
      formatter: ({ dataIndex }: { dataIndex: number }) => percent(shares[dataIndex] ?? 0),
    },
  };
}
