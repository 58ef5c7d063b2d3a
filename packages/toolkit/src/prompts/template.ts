import { ClipscopeError } from "@clipscope/core/errors";

/**
 * Puts a class name into a template: every `{}` becomes the name, as Python's `template.format(name)`
 * does for CLIP's templates. Throws `bad-argument` for a template without `{}`.
 */
export function fillTemplate(template: string, name: string): string {
  const parts = template.split("{}");
  if (parts.length === 1) {
    throw new ClipscopeError(
      "bad-argument",
      `The template "${template}" has no {}: write {} where the class name belongs.`,
    );
  }
  return parts.join(name);
}
