import type { CorruptedImage } from "@clipscope/study";
import { msg, str } from "@lit/localize";

/** What happens to one image's prediction as a corruption grows, in a sentence. */
export function imageLesson(
  { classes, steps }: Pick<CorruptedImage, "classes" | "steps">,
  kind: string,
): string {
  const names = steps.map(({ prediction }) => classes[prediction].names[0]);
  const changed = names.findIndex((name) => name !== names[0]);
  if (changed < 0) return msg(str`It is taken for “${names[0]}” at every severity of ${kind.toLowerCase()}`);
  const back = names.slice(changed).includes(names[0]);
  return back
    ? msg(
        str`At severity ${changed} of ${kind.toLowerCase()} it is taken for “${names[changed]}” instead of “${names[0]}”, and for that again later`,
      )
    : msg(
        str`From severity ${changed} of ${kind.toLowerCase()} on it is no longer taken for “${names[0]}”: first for “${names[changed]}”`,
      );
}
