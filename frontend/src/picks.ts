import { onContent } from "./page";

/** Rows of a table that can be chosen: the bar below counts them and says what can be done. */
export function startPicks(): void {
  onContent((root) => {
    root.querySelectorAll<HTMLFormElement>("form.pick-bar").forEach(start);
  });
}

function start(bar: HTMLFormElement): void {
  const boxes = Array.from(document.querySelectorAll<HTMLInputElement>(`input[name=keys][form="${bar.id}"]`));
  const all = document.querySelector<HTMLInputElement>("[data-pick-all]");
  const none = bar.querySelector<HTMLButtonElement>("[data-pick-none]");
  const count = bar.querySelector<HTMLElement>("[data-pick-count]");
  if (!all || !none || !count) return;
  let last: HTMLInputElement | undefined;

  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    bar.hidden = chosen === 0;
    count.textContent = (bar.dataset["words"] ?? "NUMBER").replace("NUMBER", String(chosen));
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  const choose = (checked: boolean) => () => {
    boxes.forEach((box) => (box.checked = checked));
    show();
  };
  boxes.forEach((box) => {
    box.addEventListener("click", (event) => {
      // With the shift key all rows between this box and the last one follow it.
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other);
        boxes.slice(from, (to ?? 0) + 1).forEach((each) => (each.checked = box.checked));
      }
      last = box;
      show();
    });
  });
  all.addEventListener("change", () => choose(all.checked)());
  none.addEventListener("click", choose(false));
  all.hidden = none.hidden = false;
  show();
}
