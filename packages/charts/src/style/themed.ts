import type { LitElement, ReactiveController } from "lit";
import { Palette } from "../color/palette.js";

/**
 * Colors of an element for its canvases, read again when the theme changes: by `color-scheme`, by the system's
 * setting, or by other values of `--clip-surface` and `--clip-ink`. Changes are detected by a CSS transition on a
 * hidden element with these colors.
 */
export class Themed implements ReactiveController {
  palette: Palette;
  #seen = "";
  readonly #probe = document.createElement("i");

  constructor(
    private readonly host: LitElement,
    private readonly changed: () => void,
  ) {
    this.palette = new Palette(host);
    this.#probe.style.cssText =
      "position:absolute;visibility:hidden;pointer-events:none;color:var(--_ink);background:var(--_surface);" +
      "transition:color 1ms,background-color 1ms";
    this.#probe.ariaHidden = "true";
    this.#probe.addEventListener("transitionend", () => this.#renew());
    host.addController(this);
  }

  hostConnected(): void {
    this.host.renderRoot.append(this.#probe);
    this.palette = new Palette(this.host);
  }

  /** Reads the colors again if they changed while the element was hidden, when transitions do not run. */
  check(): void {
    const { color, backgroundColor } = getComputedStyle(this.#probe);
    const seen = `${color} ${backgroundColor}`;
    if (this.#seen !== "" && this.#seen !== seen) this.#renew();
    this.#seen = seen;
  }

  #renew(): void {
    this.palette = new Palette(this.host);
    this.changed();
  }
}
