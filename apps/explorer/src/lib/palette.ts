import { rgb } from "d3";

/** Colors of the theme, for canvases. */
export class Palette {
  readonly #style: CSSStyleDeclaration;

  constructor(element: Element) {
    this.#style = getComputedStyle(element);
  }

  /** A CSS custom property's value, such as "#1479f1". */
  css(name: string): string {
    return this.#style.getPropertyValue(name).trim();
  }

  /** Red, green and blue, 0 to 255. */
  bytes(name: string): [number, number, number] {
    const { r, g, b } = rgb(this.css(name));
    return [r, g, b];
  }
}

/** CSS property name of a category's color: the first ten have one each. */
export function categoryColor(place: number): string {
  return place < 10 ? `--category-${place + 1}` : "--category-other";
}
