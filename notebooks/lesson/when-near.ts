import { onPrediction, predictions } from "./predictions.js";

/**
 * Resolves once a question is near the window or answered: for computations that take long enough to matter, and that
 * not every reader gets to.
 */
export async function whenNear(question: string): Promise<void> {
  const form = document.querySelector(`form.question[data-question="${question}"]`);
  if (!form || Object.hasOwn(predictions(), question)) return;
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
    const stop = onPrediction(() => Object.hasOwn(predictions(), question) && done());
  });
}
