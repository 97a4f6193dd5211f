// Rating by keyboard: a number answers where one is and leads on to the next question.

const TYPED = /^[0-5]$/;

export function startRatings(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== "radio" || !TYPED.test(event.key)) return;
    const question = box.closest("[data-rating]");
    const answer = question?.querySelector<HTMLInputElement>(`input[type=radio][value="${stepOf(event.key)}"]`);
    if (!question || !answer) return;
    event.preventDefault();
    answer.click();
    (following(question) ?? answer).focus();
  });
}

/** What is sent for a key: 0 stands for "cannot say". */
function stepOf(key: string): string {
  return key === "0" ? "none" : key;
}

/** Where to go on: the box of the next question that is chosen, else its first one. */
function following(question: Element): HTMLInputElement | undefined {
  const all = Array.from(document.querySelectorAll("[data-rating]"));
  const next = all[all.indexOf(question) + 1];
  if (!next) return undefined;
  const boxes = Array.from(next.querySelectorAll<HTMLInputElement>("input[type=radio]"));
  return boxes.find((box) => box.checked) ?? boxes[0];
}
