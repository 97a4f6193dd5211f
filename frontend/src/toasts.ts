import { icon, text } from "./page";

const icons: Record<string, string> = {
  success: "circle-check",
  info: "info-circle",
  warning: "alert-triangle",
  error: "alert-circle",
};
const staying = new Set(["warning", "error", "waiting"]);

/** Messages the server left on the page: good news goes after a while, bad news stays until it is closed. */
export function startToasts(): void {
  const keepAll = () => document.querySelectorAll<HTMLElement>(".toast-line:not([data-kept])").forEach(keep);
  keepAll();
  document.addEventListener("htmx:oobAfterSwap", keepAll); // those that come with a part of a page
}

export function showToast(message: string, level = "info"): void {
  keep(append(message, level, icon(icons[level] ?? "info-circle")));
}

/** A message that stays until the caller removes it, or the reader. */
export function showWaiting(message: string): HTMLElement {
  const turning = document.createElement("div");
  turning.className = "spinner-border spinner-border-sm";
  turning.setAttribute("aria-hidden", "true");
  const line = append(message, "waiting", turning);
  keep(line);
  return line;
}

function append(message: string, level: string, mark: Element): HTMLElement {
  const line = document.createElement("div");
  line.className = `toast-line toast-${level}`;
  line.dataset["level"] = level;
  const words = document.createElement("span");
  words.textContent = message;
  const close = document.createElement("button");
  close.type = "button";
  close.setAttribute("aria-label", text("close"));
  close.append(icon("x"));
  line.append(mark, words, close);
  document.getElementById("toasts")?.append(line);
  return line;
}

function keep(line: HTMLElement): void {
  line.dataset["kept"] = "";
  line.querySelector("button[type=button]")?.addEventListener("click", () => line.remove());
  const deed = line.querySelector("form");
  deed?.addEventListener("htmx:afterRequest", () => line.remove());
  if (staying.has(line.dataset["level"] ?? "info")) return;
  const goIn = (time: number) => window.setTimeout(() => line.remove(), time);
  let timer = goIn(deed ? 20_000 : 6000);
  for (const name of ["pointerenter", "focusin"]) line.addEventListener(name, () => window.clearTimeout(timer));
  for (const name of ["pointerleave", "focusout"]) {
    line.addEventListener(name, () => {
      window.clearTimeout(timer);
      timer = goIn(3000);
    });
  }
}
