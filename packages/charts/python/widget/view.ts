/** What a chart can ask of its widget. */
export interface Selecting {
  /** The selected rows. */
  selected(): readonly number[];
  /** Selects rows, ascending, in Python too. */
  select(rows: readonly number[]): void;
  /** Shows a sentence about what is pointed to instead of the one about the selection; undefined ends it. */
  say(sentence: string | undefined): void;
}

/** A chart in the page. */
export interface View {
  element: HTMLElement;
  /** What a row is: "point", "image", "model". */
  noun: string;
  /** How rows are selected, shown while none are. */
  hint: string;
  /** Shows the selection. */
  show(rows: readonly number[]): void;
  /** What is selected, such as a cell of a matrix; by default nothing but the number of rows is said. */
  name?(rows: readonly number[]): string | undefined;
  /** Called when the chart leaves the page. */
  dispose?(): void;
}

/** Selects rows, or clears the selection if these rows are what is selected: a second click undoes the first. */
export function toggle({ selected, select }: Selecting, rows: readonly number[]): void {
  const before = selected();
  const same = before.length === rows.length && rows.every((row, i) => row === before[i]);
  select(same ? [] : rows);
}
