// Draws the charts of a page from the figures the server wrote beside them.

import { init, use, type EChartsType } from "echarts/core";
import { BarChart, LineChart, PieChart, RadarChart, SankeyChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent,
  GraphicComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  RadarComponent,
  TooltipComponent,
} from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

import { bars } from "./bars";
import { flows } from "./flows";
import { forecast } from "./forecast";
import { gains } from "./gains";
import { grades } from "./grades";
import { histogram } from "./histogram";
import type { Drawing } from "./look";
import { look } from "./look";
import { months } from "./months";
import { pareto } from "./pareto";
import { quadrant } from "./quadrant";
import { radar } from "./radar";
import { trend } from "./trend";
import { whale } from "./whale";

use([
  AriaComponent, BarChart, CanvasRenderer, GraphicComponent, GridComponent, LegendComponent, LineChart,
  MarkAreaComponent, MarkLineComponent, PieChart, RadarChart, RadarComponent, SankeyChart, ScatterChart,
  TooltipComponent,
]);

// Each kind knows its own figures; what the server wrote is trusted to be of that shape.
const kinds: Record<string, (figures: never) => Drawing> = {
  bars, flows, forecast, gains, grades, histogram, months, pareto, quadrant, radar, trend, whale,
};

const drawn = new Map<HTMLElement, () => void>();
document.addEventListener("mainstay:theme", () => drawn.forEach((redraw) => redraw()));

export function draw(area: HTMLElement): void {
  const kind = kinds[area.dataset["chart"] ?? ""];
  if (!kind) return;
  const figures = JSON.parse(area.dataset["figures"] ?? "null") as never;
  area.dataset["drawn"] = "";
  const chart = init(area, null, { renderer: "canvas" });
  const redraw = () => {
    chart.setOption({ ...look().base, ...kind(figures).option }, true);
  };
  redraw();
  follow(chart, kind(figures));
  drawn.set(area, redraw);
  watch(area, chart);
}

/** A click on a mark leads to the rows behind it; where a whole column lights up, beside the mark too. */
function follow(chart: EChartsType, { urls, bands }: Drawing): void {
  let pointed = -1;
  const open = (url: string | null | undefined) => {
    if (url) window.location.assign(url);
  };
  chart.on("updateAxisPointer", (event) => {
    pointed = (event as { dataIndex?: number }).dataIndex ?? -1;
  });
  chart.on("click", (mark) => {
    open(mark.dataType === "edge" ? bands?.[mark.dataIndex] : urls[mark.seriesIndex ?? 0]?.[mark.dataIndex]);
  });
  chart.getZr().on("click", (event) => {
    const inside = chart.containPixel("grid", [event.offsetX, event.offsetY]);
    if (!event.target && inside) open(urls[0]?.[pointed]);
  });
}

/** The chart follows its box, and goes when its box goes. */
function watch(area: HTMLElement, chart: EChartsType): void {
  const resize = new ResizeObserver(() => {
    if (area.isConnected) {
      if (area.clientWidth > 0 && area.clientHeight > 0) chart.resize(); // some kinds cannot be drawn without room
      return;
    }
    resize.disconnect();
    drawn.delete(area);
    chart.dispose();
  });
  resize.observe(area);
}
