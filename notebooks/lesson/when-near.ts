import { onPrediction, predictions } from "./predictions.js";

/**
 * Resolves once a question is near the window or answered: for computations that take long enough to matter, and that
 * not every reader gets to. At once where there is no window, as in Node.
 */
export async function whenNear(question: string): Promise<void> {
  if (typeof IntersectionObserver === "undefined") return;
  const isAnswered = () => Object.hasOwn(predictions(), question);
  const find = () => document.querySelector(`form.question[data-question="${question}"]`);
  // The question's own cell may run after the one that waits for it.
  while (!find() && !isAnswered()) await new Promise((resolve) => setTimeout(resolve, 50));
  const form = find();
  if (!form || isAnswered()) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      observer.disconnect();
      stop();
      resolve();
    };
    const observer = new IntersectionObserver(
      (entries) => entries.some((each) => each.isIntersecting) && done(),
      {
        rootMargin: "100% 0%",
      },
    );
    observer.observe(form);
    const stop = onPrediction(() => isAnswered() && done());
  });
}
