import { openDialog } from "./dialogs";

const typing = "input, textarea, select, [contenteditable], .ts-wrapper";

export function startKeyboard(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target instanceof Element ? event.target : null;
    if (event.key === "Escape" && target?.id === "search") {
      (target as HTMLElement).blur();
      return;
    }
    if (target?.closest(typing) || document.querySelector("dialog[open]")) return;
    if (event.key === "/") focusSearch(event);
    if (event.key === "?") openDialog("keys");
  });
}

function focusSearch(event: KeyboardEvent): void {
  const search = document.getElementById("search");
  if (!(search instanceof HTMLInputElement)) return;
  event.preventDefault();
  search.focus();
  search.select();
}
