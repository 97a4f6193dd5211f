/** Values changed in their place: Escape gives up; Enter saves where a form does not do so by itself. */
export function startInline(): void {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || !(event.target instanceof HTMLElement)) return;
    const form = event.target.closest<HTMLFormElement>("form.inline-form");
    if (!form) return;
    if (event.key === "Escape") {
      event.preventDefault();
      form.querySelector<HTMLElement>("[data-gives-up]")?.click();
    } else if (event.key === "Enter" && saves(event, event.target)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

/** Whether Enter means to save here: in a list that is not open, and with Ctrl in a text of several lines. */
function saves(event: KeyboardEvent, field: HTMLElement): boolean {
  if (field instanceof HTMLTextAreaElement) return event.ctrlKey || event.metaKey;
  if (!(field instanceof HTMLSelectElement)) return false;
  return !(CSS.supports("selector(:open)") && field.matches(":open"));
}
