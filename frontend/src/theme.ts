// Runs before the first paint, so that a dark page never flashes white.

const key = "mainstay.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

function remembered(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is switched off: follow the system
  }
}

function remember(theme: string): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // It holds for this page.
  }
}

function show(theme: string): void {
  document.documentElement.dataset["bsTheme"] = theme;
  document.dispatchEvent(new CustomEvent("mainstay:theme"));
}

function showPreferred(): void {
  show(remembered() ?? (system.matches ? "dark" : "light"));
}

showPreferred();
system.addEventListener("change", showPreferred);

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || !event.target.closest("[data-theme-switch]")) return;
  const next = document.documentElement.dataset["bsTheme"] === "dark" ? "light" : "dark";
  remember(next);
  show(next);
});
