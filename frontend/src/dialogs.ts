// One <dialog> for everything that is asked in passing. Links with `data-dialog` fetch their page into it;
// without script they simply lead there.

export function startDialogs(): void {
  const dialog = document.getElementById("dialog");
  if (dialog instanceof HTMLDialogElement) {
    document.addEventListener("htmx:afterSwap", (event) => {
      if (event.target === dialog && !dialog.open) dialog.showModal();
    });
    dialog.addEventListener("close", () => dialog.replaceChildren());
  }
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest("[data-opens]");
    if (opener instanceof HTMLElement) openDialog(opener.dataset["opens"] ?? "");
    const inside = event.target.closest("dialog");
    if (inside && (event.target === inside || event.target.closest("[data-close]"))) {
      event.preventDefault();
      inside.close();
    }
  });
}

export function openDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}
