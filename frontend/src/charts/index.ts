// Charts come late: ECharts is fetched only when a page has one on it.

import { onContent } from "../page";

export function startCharts(): void {
  onContent((root) => {
    const figures = root.querySelectorAll<HTMLElement>("[data-chart]:not([data-drawn])");
    if (figures.length === 0) return;
    void import("./charts").then(({ draw }) => figures.forEach(draw));
  });
}
