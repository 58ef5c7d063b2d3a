// Globals that Notebook Kit gives to cells, as far as the lessons use them.

/** Type of a name in other cells: the value of a promise, or each value of a generator; `any` stays `any`. */
type Observed<T> = 0 extends 1 & T
  ? T
  : T extends PromiseLike<infer V>
    ? V
    : T extends AsyncGenerator<infer V> | Generator<infer V>
      ? V
      : T;

/** Shows a value above the cell's code, and gives it back. */
declare function display<T>(value: T): T;
/** Shows an input; other cells see its value, and run again when it has changed. */
// biome-ignore lint/suspicious/noExplicitAny: Observable Inputs has no types.
declare function view<I>(input: I): AsyncGenerator<I extends { value: infer V } ? V : any>;

/** Width of the page's text in pixels. */
declare const width: number;
/** Resolves when the cell runs again or is removed. */
declare const invalidation: Promise<void>;

declare const d3: typeof import("d3");
declare const Plot: typeof import("@observablehq/plot");
// biome-ignore lint/suspicious/noExplicitAny: Observable Inputs has no types.
declare const Inputs: Record<string, (...options: any[]) => any>;

type Template<T> = (strings: TemplateStringsArray, ...values: unknown[]) => T;
declare const html: Template<HTMLElement>;
declare const htl: { html: Template<HTMLElement>; svg: Template<SVGElement> };
declare const svg: Template<SVGElement>;
declare const md: Template<HTMLElement>;
declare const tex: Template<HTMLElement> & { block: Template<HTMLElement> };
declare const dot: Template<SVGElement>;

declare function FileAttachment(name: string): {
  // biome-ignore lint/suspicious/noExplicitAny: the content of a file is what the cell that made it has written.
  json(): Promise<any>;
  text(): Promise<string>;
  url(): Promise<string>;
};
