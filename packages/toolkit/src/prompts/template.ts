import { ClipscopeError } from "@clipscope/types";

/**
 * Fills a template with a class name: every `{}` becomes the name, as Python's `template.format(name)` in
 * CLIP's code. Throws `bad-argument` for a template without `{}` or an empty name.
 */
export function fillTemplate(template: string, name: string): string {
  if (typeof name !== "string" || name.trim() === "") {
    throw new ClipscopeError(
      "bad-argument",
      `A class name is ${JSON.stringify(name) ?? "missing"}: it must be a non-empty string.`,
    );
  }
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
 * Fills every template with every class name: `[classes, templates]` texts. A class with several names uses
 * every template with each of them. Throws `bad-argument` for no templates, or one without `{}`.
 */
export function fillTemplates(
  classNames: readonly (string | readonly string[])[],
  templates: readonly string[],
): string[][] {
  for (const [name, list] of Object.entries({ classNames, templates })) {
    if (!Array.isArray(list)) throw new ClipscopeError("bad-argument", `${name} must be a list of strings.`);
  }
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
