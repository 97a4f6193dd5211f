// htmx: parts of a page that are fetched by themselves.

import htmx from "htmx.org";

import { text } from "./page";
import { showToast } from "./toasts";

export function startPartials(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyCacheSize: 0, // what a person saw is not kept in the browser
    refreshOnHistoryMiss: true,
    scrollBehavior: "auto",
    defaultSwapStyle: "innerHTML",
    defaultSettleDelay: 0, // what comes in works at once, also for a key already on its way
    timeout: 60_000,
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const detail = (event as CustomEvent<{ headers: Record<string, string>; verb: string }>).detail;
    if (detail.verb !== "get") detail.headers["X-CSRFToken"] = document.body.dataset["csrf"] ?? "";
  });
  let running = 0;
  const count = (change: number) => {
    running = Math.max(0, running + change);
    document.documentElement.classList.toggle("is-busy", running > 0);
  };
  document.addEventListener("htmx:beforeRequest", () => count(1));
  document.addEventListener("htmx:afterRequest", () => count(-1));
  document.addEventListener("htmx:responseError", () => showToast(text("failed"), "error"));
  document.addEventListener("htmx:sendError", () => showToast(text("offline"), "error"));
  document.addEventListener("htmx:timeout", () => showToast(text("offline"), "error"));
}
