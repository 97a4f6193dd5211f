import { onContent } from "./page";

/** The panels of a long page: their bar says which of them is read. */
export function startSections(): void {
  onContent((root) => {
    root.querySelectorAll<HTMLElement>(".page-sections").forEach(follow);
  });
}

function follow(bar: HTMLElement): void {
  const links = new Map<Element, HTMLAnchorElement>();
  bar.querySelectorAll<HTMLAnchorElement>("a").forEach((link) => {
    const panel = document.getElementById(link.hash.slice(1));
    if (panel) links.set(panel, link);
  });
  const inSight = new Set<Element>();
  let chosen: Element | undefined;
  const show = () => {
    const read = chosen ?? Array.from(links.keys()).find((panel) => inSight.has(panel));
    links.forEach((link, panel) => {
      if (panel === read) mark(bar, link);
      else link.removeAttribute("aria-current");
    });
  };
  // What stands between the bar and the middle of the window is what somebody reads.
  const observer = new IntersectionObserver(
    (entries) => {
      entries.forEach((entry) => {
        if (entry.isIntersecting) inSight.add(entry.target);
        else inSight.delete(entry.target);
      });
      show();
    },
    { rootMargin: `-${Math.round(bar.getBoundingClientRect().height + 72)}px 0px -50% 0px` },
  );
  links.forEach((link, panel) => {
    observer.observe(panel);
    // The last panels cannot come up to the bar; they count as read from the choice on until somebody scrolls.
    link.addEventListener("click", () => {
      chosen = panel;
      show();
    });
  });
  for (const kind of ["wheel", "touchmove", "keydown"]) {
    window.addEventListener(kind, () => (chosen = undefined), { passive: true });
  }
}

function mark(bar: HTMLElement, link: HTMLAnchorElement): void {
  if (link.hasAttribute("aria-current")) return;
  link.setAttribute("aria-current", "true");
  const list = bar.querySelector("ul");
  // Only the bar moves: scrollIntoView would move the page as well.
  if (list) list.scrollLeft = link.offsetLeft - (list.clientWidth - link.clientWidth) / 2;
}
