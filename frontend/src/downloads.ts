import { text } from "./page";
import { showWaiting } from "./toasts";

const parameter = "told";
const cookie = "mainstay_file_comes";
const pauseMilliseconds = 300;
const longestMilliseconds = 15 * 60_000;

/** Say that a file is being made until the server, with its answer, sends back the word that came with the question. */
export function startDownloads(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-file]") : null;
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || elsewhere || event.defaultPrevented) return;
    event.preventDefault();
    const word = crypto.getRandomValues(new Uint32Array(2)).join("");
    const address = new URL(link.href);
    address.searchParams.set(parameter, word);
    window.location.assign(address);
    waitFor(word);
  });
}

function waitFor(word: string): void {
  const line = showWaiting(text("file_comes"));
  const until = Date.now() + longestMilliseconds;
  const timer = window.setInterval(() => {
    if (!document.cookie.split("; ").includes(`${cookie}=${word}`) && Date.now() < until) return;
    window.clearInterval(timer);
    line.remove();
  }, pauseMilliseconds);
}
