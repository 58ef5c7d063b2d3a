import { element } from "./dom.js";
import { drawLesson } from "./lesson-pictures.js";
import { type Lesson, lessonOf, lessons, timeOf } from "./lessons.js";

/** The lessons as cards: picture, title, what one learns, time, what to know first. */
export function lessonCards(): HTMLElement {
  return element("ol", { className: "cards" }, ...lessons.map(cardOf));
}

function cardOf(lesson: Lesson): HTMLElement {
  const { id, number, title, promise, needs } = lesson;
  const before = needs.map((each) => lessonOf(each)?.title ?? each).join(", ");
  return element(
    "li",
    {},
    element(
      "a",
      { href: `${id}.html` },
      drawLesson(id),
      element("span", { className: "kicker" }, `Lesson ${number}`),
      element("strong", {}, title),
    ),
    element("p", {}, promise),
    element("p", { className: "facts" }, `${timeOf(lesson)}${before ? ` · after ${before}` : ""}`),
  );
}
