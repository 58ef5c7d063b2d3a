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

/**
 * Every template filled with every class's name: `[classes, templates]` texts. A class may have several names; then it
 * has every template with each of them. Throws `bad-argument` for no templates, or one without `{}`.
 */
export function fillTemplates(
  classNames: readonly (string | readonly string[])[],
  templates: readonly string[],
): string[][] {
  if (templates.length === 0) {
    throw new ClipscopeError(
      "bad-argument",
      'The list of templates is empty: give at least one, such as "{}".',
    );
  }
  return classNames.map((names) =>
    [names].flat().flatMap((name) => templates.map((template) => fillTemplate(template, name))),
  );
}
