import { Store } from "./store.js";

/** The hovered item and the selected items of the session, shared by all views. */
export class Selection extends Store {
  items: readonly number[] = [];
  /** Source of the selection, for its panel: "lasso", "true animals, predicted food". */
  origin = "";
  pinned: number | undefined;
  hovered: number | undefined;
  #earlier: { items: readonly number[]; origin: string }[] = [];

  select(items: readonly number[], origin: string): void {
    this.#earlier.push({ items: this.items, origin: this.origin });
    Object.assign(this, { items, origin });
    this.changed();
  }

  pin(item: number | undefined): void {
    this.pinned = item;
    this.changed();
  }

  hover(item: number | undefined): void {
    if (item === this.hovered) return;
    this.hovered = item;
    this.changed();
  }

  get canUndo(): boolean {
    return this.#earlier.length > 0;
  }

  undo(): void {
    const last = this.#earlier.pop();
    if (!last) return;
    Object.assign(this, last);
    this.changed();
  }

  /** Clears the selection without undo, because the items themselves changed. */
  clear(): void {
    Object.assign(this, { items: [], origin: "", pinned: undefined, hovered: undefined });
    this.#earlier = [];
    this.changed();
  }
}
