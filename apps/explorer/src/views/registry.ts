import type { Missing, Study } from "@clipscope/study";
import type { Explorer } from "../app/explorer.js";

/** A view of the study, shown as a tab. `O`: its options. */
export interface ViewSpec<O = unknown> {
  id: string;
  title: string;
  /** Icon of the tab, by name. */
  icon: string;
  /** Requirements for showing anything, checked in this order. */
  needs: readonly Missing[];
  options: {
    defaults: O;
    /** Valid options from a document; invalid ones become the default. */
    parse(json: unknown): O;
  };
  /** Name of the element, once `load` has defined it. */
  tag: string;
  load(): Promise<unknown>;
}

/** Properties that the app sets on a view's element. */
export interface ViewElement extends HTMLElement {
  explorer: Explorer;
  study: Study;
  theme: string;
}

/** The options of a view in the study's document. */
export const optionsOf = <O>({ id, options }: ViewSpec<O>, study: Study): O =>
  options.parse(study.doc.value.views[id]);

/** Merges options into a view's own. `quiet` adds no undo step. */
export function setOptions<O>(
  { id }: ViewSpec<O>,
  { explorer }: ViewElement,
  options: Partial<O>,
  quiet = false,
) {
  explorer.dispatch({ do: "set-view", view: id, options }, { quiet, merge: `view ${id}` });
}

/** Parses options field by field: each is kept if its check passes. */
export function parseFields<O extends object>(
  defaults: O,
  checks: { [K in keyof O]: (value: unknown) => boolean },
): (json: unknown) => O {
  return (json) => {
    const given = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
    const valid = Object.keys(checks).filter(
      (name) => Object.hasOwn(given, name) && checks[name as keyof O](given[name]),
    );
    return { ...defaults, ...Object.fromEntries(valid.map((name) => [name, given[name]])) };
  };
}

export const isText = (value: unknown): boolean => typeof value === "string";
export const isFlag = (value: unknown): boolean => typeof value === "boolean";
export const isOneOf =
  (...allowed: readonly unknown[]) =>
  (value: unknown): boolean =>
    allowed.includes(value);
export const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
export const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
