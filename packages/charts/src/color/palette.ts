/** Element in whose style colors are resolved; it must have a shadow root. */
type Host = Element & { shadowRoot: ShadowRoot | null };

const probes = new WeakMap<Element, HTMLElement>();
let brush: OffscreenCanvasRenderingContext2D | undefined;

/**
 * Resolves CSS colors as an element sees them, for canvases: custom properties, `light-dark()`, named colors. A
 * palette caches resolved colors: create a new one when the theme changes.
 */
export class Palette {
  readonly #known = new Map<string, string>();
  readonly #bytes = new Map<string, [number, number, number]>();

  constructor(private readonly host: Host) {}

  /** A CSS color such as "var(--ink)" in a form that canvases read, such as "rgb(26, 27, 29)". */
  css(color: string): string {
    let resolved = this.#known.get(color);
    if (resolved === undefined) {
      const probe = probeIn(this.host);
      probe.style.color = "";
      probe.style.color = color;
      resolved = getComputedStyle(probe).color;
      this.#known.set(color, resolved);
    }
    return resolved;
  }

  /** Red, green and blue of a CSS color, 0 to 255. */
  bytes(color: string): [number, number, number] {
    let bytes = this.#bytes.get(color);
    if (!bytes) {
      brush ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true }) ?? undefined;
      if (!brush) return [0, 0, 0];
      brush.fillStyle = this.css(color);
      brush.fillRect(0, 0, 1, 1);
      const [r, g, b] = brush.getImageData(0, 0, 1, 1).data;
      bytes = [r, g, b];
      this.#bytes.set(color, bytes);
    }
    return bytes;
  }
}

function probeIn(host: Host): HTMLElement {
  let probe = probes.get(host);
  if (!probe) {
    probe = document.createElement("i");
    probe.hidden = true;
    probes.set(host, probe);
  }
  const root = host.shadowRoot ?? host;
  if (probe.parentNode !== root) root.append(probe);
  return probe;
}
