import { main } from "observable:runtime";
import "./style.css";
import { gate } from "./gate.js";
import { onPrediction, predictions, resetPredictions } from "./predictions.js";
import { followWork, type Work } from "./study.js";

const questions = () => Number(document.documentElement.dataset.questions ?? 0);

/** The head's count of predictions, and the button that takes them back. */
function tally(): void {
  const place = document.querySelector(".tally");
  const reset = document.querySelector<HTMLButtonElement>(".reset");
  if (!place || !reset) return;
  const show = () => {
    const all = Object.values(predictions());
    const made = all.filter((each) => "answer" in each).length;
    const skipped = all.length - made;
    place.textContent = `${made} of ${questions()} made${skipped > 0 ? `, ${skipped} shown without` : ""}`;
    reset.disabled = all.length === 0;
  };
  reset.addEventListener("click", () => {
    resetPredictions();
    scrollTo({ top: 0 });
  });
  onPrediction(show);
  show();
}

/** Milliseconds that a computation takes before it is worth a line. */
const BRIEF = 300;

/** The line at the bottom that says what is being computed. */
function work(): void {
  const line = document.querySelector<HTMLElement>(".work");
  if (!line) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: readonly Work[] = [];
  const bar = Object.assign(document.createElement("progress"), { ariaLabel: "Progress" });
  const words = document.createElement("span");
  line.append(words, bar);
  followWork((now) => {
    running = now;
    document.documentElement.dataset.working = String(now.length > 0);
    if (now.length === 0) {
      clearTimeout(timer);
      timer = undefined;
      line.hidden = true;
      return;
    }
    timer ??= setTimeout(() => {
      line.hidden = running.length === 0;
    }, BRIEF);
    const [{ stage, done, total }] = running;
    words.textContent = total > 1 ? `${stage} · ${whole(done)} of ${whole(total)}` : stage;
    if (total > 0) Object.assign(bar, { max: total, value: done });
    else bar.removeAttribute("value");
  });
}

/**
 * Formats a whole number as the charts do; importing their `count` would make each page load them before its first
 * cell.
 */
const whole = (n: number) => n.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ",");

/** In the browser's console, `await keyNumbers()` is what `node notebooks/run.mjs` prints for this lesson. */
Object.assign(window, { keyNumbers: () => main.value("keyNumbers") });

gate();
tally();
work();
document.documentElement.dataset.ready = "true";
