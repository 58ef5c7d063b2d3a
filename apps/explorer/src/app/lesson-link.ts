import { lessonOfView } from "@clipscope/notebooks/lessons";
import { msg, str } from "@lit/localize";
import { html } from "lit";

/** A link to the lesson that explains a view, or to the list of lessons if none does. */
export function lessonLink(view: string) {
  const lesson = lessonOfView(view);
  const label = lesson ? msg(str`Lesson ${lesson.number}: ${lesson.title}`) : msg("Lessons");
  return html`<a class="icon" href="./notebooks/${lesson?.id ?? "index"}.html" title=${label} aria-label=${label} data-testid="lesson">
    <wa-icon name="lesson"></wa-icon>
  </a>`;
}
