// The palette: a dialog with one field. Its lines come by htmx; the arrow keys walk through them.

import htmx from "htmx.org";

import { openDialog } from "./dialogs";

export function startPalette(): void {
  const dialog = document.getElementById("palette");
  const field = dialog?.querySelector("input");
  if (!(dialog instanceof HTMLDialogElement) || !field) return;
  document.addEventListener("keydown", (event) => {
    const wanted = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (!wanted || event.altKey || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else if (!document.querySelector("dialog[open]")) openDialog("palette");
  });
  new MutationObserver(() => {
    if (!dialog.open) return;
    field.value = "";
    field.focus();
    htmx.trigger(field, "opened");
  }).observe(dialog, { attributeFilter: ["open"] });
  dialog.addEventListener("htmx:afterSwap", () => choose(dialog, field, 0));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const lines = linesOf(dialog);
    const at = lines.findIndex((line) => line.ariaSelected === "true");
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
    const inText = (event.key === "Home" || event.key === "End") && field.value !== "";
    if (event.key === "Enter") {
      event.preventDefault();
      follow(lines[at], event);
    } else if (step !== undefined && !inText) {
      event.preventDefault();
      choose(dialog, field, step);
    }
  });
}

function linesOf(dialog: HTMLElement): HTMLAnchorElement[] {
  return Array.from(dialog.querySelectorAll<HTMLAnchorElement>("[role=option]"));
}

/** Choose a line; beyond the last one comes the first. */
function choose(dialog: HTMLElement, field: HTMLElement, place: number): void {
  const lines = linesOf(dialog);
  const chosen = lines.at(place % (lines.length || 1));
  for (const line of lines) line.ariaSelected = String(line === chosen);
  if (chosen) {
    field.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  } else {
    field.removeAttribute("aria-activedescendant");
  }
}

function follow(line: HTMLAnchorElement | undefined, event: KeyboardEvent): void {
  if (!line) return;
  if (event.ctrlKey || event.metaKey) window.open(line.href, "_blank", "noopener");
  else line.click();
}
