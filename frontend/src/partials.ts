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
    disableInheritance: true, // an element within one that renews itself goes where it says alone
    attributesToSettle: ["class", "width", "height"], // no styles: the security policy refuses them
    defaultSettleDelay: 0, // what comes in works at once, also for a key already on its way
    timeout: 60_000,
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "409", swap: true }, // somebody was faster: the answer shows both versions
      { code: "[45]..", swap: false, error: true },
    ],
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const detail = (event as CustomEvent<{ headers: Record<string, string>; verb: string }>).detail;
    if (detail.verb !== "get") detail.headers["X-CSRFToken"] = document.body.dataset["csrf"] ?? "";
    if (inPassing(event)) detail.headers["X-In-Passing"] = "1";
  });
  let running = 0;
  const count = (change: number) => {
    running = Math.max(0, running + change);
    document.documentElement.classList.toggle("is-busy", running > 0);
  };
  const waitedFor = (name: string, react: () => void) =>
    document.addEventListener(name, (event) => {
      if (!inPassing(event)) react();
    });
  waitedFor("htmx:beforeRequest", () => count(1));
  waitedFor("htmx:afterRequest", () => count(-1));
  waitedFor("htmx:responseError", () => showToast(text("failed"), "error"));
  waitedFor("htmx:sendError", () => showToast(text("offline"), "error"));
  waitedFor("htmx:timeout", () => showToast(text("offline"), "error"));
}

/** Whether nobody waits for what is fetched: the page asks for it by itself, again and again. */
function inPassing(event: Event): boolean {
  return event.target instanceof Element && event.target.closest("[data-in-passing]") !== null;
}
