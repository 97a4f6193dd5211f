import TomSelect from "tom-select/base";

import { onContent } from "./page";

/** A choice of time zones offers the browser's, where that is another one than the reader's now. */
export function startZones(): void {
  onContent((root) => {
    root.querySelectorAll<HTMLSelectElement>("select[data-zone-now]").forEach(offer);
  });
}

function offer(select: HTMLSelectElement): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = Array.from(select.options).some((option) => option.value === zone);
  if (!known || zone === select.dataset["zoneNow"]) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm mt-2";
  button.textContent = (select.dataset["zoneOffer"] ?? "ZONE").replace("ZONE", zone);
  button.addEventListener("click", () => {
    const box = (select as HTMLSelectElement & { tomselect?: TomSelect }).tomselect;
    if (box) box.setValue(zone);
    else select.value = zone;
    button.remove();
    select.form?.querySelector<HTMLButtonElement>("button[type=submit]")?.focus(); // it is to be saved
  });
  select.closest(".field")?.append(button);
}
