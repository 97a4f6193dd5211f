import TomSelect from "tom-select/base";
import searchInDropdown from "tom-select/plugins/dropdown_input/plugin.js";
import takeAway from "tom-select/plugins/remove_button/plugin.js";

import { onContent, text } from "./page";

TomSelect.define("dropdown_input", searchInDropdown);
TomSelect.define("remove_button", takeAway);

export function startForms(): void {
  onContent((root) => {
    root.querySelectorAll<HTMLSelectElement>("select[data-search]:not(.tomselected)").forEach(searchable);
    root.querySelectorAll<HTMLElement>(".file-drop").forEach(fileDrop);
    root.querySelectorAll<HTMLInputElement>("[data-with]").forEach(shownWith);
    root.querySelectorAll<HTMLFormElement>("form[data-auto-submit]").forEach(submitOnChange);
  });
  document.addEventListener("submit", (event) => {
    // A second click must not send the same form twice.
    const form = event.target as HTMLFormElement;
    if (form.method !== "post" || event.defaultPrevented) return;
    window.setTimeout(() => {
      form.querySelectorAll<HTMLButtonElement>("button[type=submit]").forEach((button) => {
        button.disabled = true;
      });
    });
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll<HTMLButtonElement>("form[method=post] button[type=submit]").forEach((button) => {
      button.disabled = false;
    });
  });
}

/** A long list of choices that can be searched by typing. */
function searchable(select: HTMLSelectElement): void {
  const label = select.labels?.[0]?.textContent?.trim(); // read now: the box takes the label over
  const box = new TomSelect(select, {
    plugins: { dropdown_input: {}, ...(select.multiple && { remove_button: { title: text("take_away") } }) },
    maxOptions: 200,
    refreshThrottle: 0, // a list filtered late opens again after the choice was made
    allowEmptyOption: true,
    render: {
      no_results: () => {
        const line = document.createElement("div");
        line.className = "no-results";
        line.textContent = text("nothing_found");
        return line;
      },
    },
  });
  if (label) {
    select.setAttribute("aria-label", label);
    box.wrapper.querySelectorAll("input").forEach((input) => input.setAttribute("aria-label", label));
  }
}

function fileDrop(area: HTMLElement): void {
  const input = area.querySelector<HTMLInputElement>("input[type=file]");
  const name = area.querySelector<HTMLElement>("[data-file-name]");
  if (!input) return;
  const over = (is: boolean) => () => area.classList.toggle("is-over", is);
  input.addEventListener("dragenter", over(true));
  input.addEventListener("dragleave", over(false));
  input.addEventListener("drop", over(false));
  input.addEventListener("change", () => {
    if (name) name.textContent = Array.from(input.files ?? [], (file) => file.name).join(", ");
  });
}

/** A field that only says something where another one has one of some values; hidden elsewhere. */
function shownWith(input: HTMLInputElement): void {
  const other = document.getElementById(input.dataset.with ?? "") as HTMLSelectElement | null;
  const place = input.closest<HTMLElement>(".field");
  if (!other || !place) return;
  const values = JSON.parse(input.dataset.withValues ?? "[]") as string[];
  const show = () => {
    place.hidden = !values.includes(other.value) && !place.querySelector(".field-error");
  };
  other.addEventListener("change", show);
  show();
}

/** Filters apply as soon as they are chosen, typed text on Enter; what is empty stays out of the address. */
function submitOnChange(form: HTMLFormElement): void {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) {
      if (value === "") formData.delete(name);
    }
  });
  form.addEventListener("change", (event) => {
    const field = event.target as HTMLInputElement | HTMLSelectElement;
    if (!field.name) return; // it only shows more filters
    if (field instanceof HTMLSelectElement || field.type === "checkbox") form.requestSubmit();
  });
}
