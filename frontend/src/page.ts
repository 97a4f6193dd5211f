// What the page tells its scripts: the reader's language and the few sentences they show.

type Texts = Record<"failed" | "file_comes" | "offline" | "nothing_found" | "close" | "take_away", string>;

export const language = document.documentElement.lang || "en";

export function text(name: keyof Texts): string {
  return texts()[name] ?? "";
}

function texts(): Partial<Texts> {
  return readJson<Partial<Texts>>(document.getElementById("page-texts")) ?? {};
}

/** The value of a `<script type="application/json">`. */
export function readJson<T>(element: Element | null): T | null {
  return element?.textContent ? (JSON.parse(element.textContent) as T) : null;
}

/** An icon of the sprite, drawn like the server draws it. */
export function icon(name: string): SVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(namespace, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(namespace, "use");
  use.setAttribute("href", `${document.body.dataset["icons"] ?? ""}#${name}`);
  drawing.append(use);
  return drawing;
}

/** Run `start` on what is on the page now and on everything that is swapped in later. */
export function onContent(start: (root: ParentNode) => void): void {
  start(document);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target instanceof Element) start(event.target);
  });
}
