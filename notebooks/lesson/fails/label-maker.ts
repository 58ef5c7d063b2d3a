import { changed, element } from "../dom.js";
import type { Drawing } from "../drawings.js";
import { penOf } from "../pen.js";
import { pictureOf } from "../picture.js";

/** A drawing with something written on it. */
export interface Labeled {
  /** Name of the thing drawn. */
  thing: string;
  /** The word on the label; empty for a blank label or none. */
  word: string;
  picture: Blob;
}

/** A drawing to write on: its `value` is null until its picture is there. */
export type LabelMaker = HTMLElement & { value: Labeled | null };

const SIDE = 256;
const LABEL = { top: 184, height: 68 };

/** A drawing to choose, a label with a word to type, and a pen to write on it by hand. */
export function labelMaker(drawings: readonly Drawing[], word: string): LabelMaker {
  const canvas = element("canvas", { width: SIDE, height: SIDE, className: "picture pad" });
  canvas.setAttribute("role", "img");
  const pen = penOf(canvas) as CanvasRenderingContext2D;
  const things = element("div", { className: "controls", role: "group", aria: { label: "Drawing" } });
  const text = element("input", {
    type: "text",
    value: word,
    maxLength: 12,
    aria: { label: "Word on the label" },
  });
  const label = element("input", { type: "checkbox", checked: true });
  const clear = element("button", { type: "button" }, "Clear the pen");
  const made = element(
    "div",
    { className: "label-maker stage" },
    things,
    canvas,
    element(
      "div",
      { className: "controls" },
      element("label", {}, label, "Label"),
      element("label", {}, "Word", text),
      clear,
    ),
    element(
      "p",
      { className: "aside" },
      "Without a word the label is blank. Or write on the drawing with the pointer.",
    ),
  ) as unknown as LabelMaker;
  made.value = null;
  let drawing = drawings[0];
  let strokes: [x: number, y: number][][] = [];
  const show = () => {
    const written = label.checked ? text.value.trim() : "";
    pen.drawImage(pictureOf(drawing, drawing.name), 0, 0, SIDE, SIDE);
    if (label.checked) writeLabel(pen, written);
    for (const stroke of strokes) writeStroke(pen, stroke);
    const kind = label.checked ? (written ? `with the word ${written}` : "with a blank label") : "as it is";
    canvas.setAttribute(
      "aria-label",
      `${drawing.name}, ${kind}${strokes.length > 0 ? ", written on by hand" : ""}`,
    );
    canvas.toBlob((picture) => {
      if (!picture) return;
      made.value = { thing: drawing.name, word: written, picture };
      changed(made);
    });
  };
  things.append(
    ...drawings.map((each) => {
      const button = element(
        "button",
        { type: "button", aria: { pressed: String(each === drawing) } },
        each.name,
      );
      button.onclick = () => {
        for (const other of things.querySelectorAll("button"))
          other.setAttribute("aria-pressed", String(other === button));
        drawing = each;
        show();
      };
      return button;
    }),
  );
  for (const control of [text, label])
    control.oninput = (event) => {
      event.stopPropagation();
      show();
    };
  clear.onclick = () => {
    strokes = [];
    show();
  };
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    strokes.push([at(canvas, event)]);
  };
  canvas.onpointermove = (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    const stroke = strokes[strokes.length - 1];
    stroke.push(at(canvas, event));
    writeStroke(pen, stroke.slice(-2));
  };
  canvas.onpointerup = show;
  show();
  return made;
}

function at(canvas: HTMLCanvasElement, event: PointerEvent): [number, number] {
  const { left, top, width } = canvas.getBoundingClientRect();
  return [((event.clientX - left) * SIDE) / width, ((event.clientY - top) * SIDE) / width];
}

/** A white label with a dark rim over the lower part, with the word in capitals as large as it fits. */
function writeLabel(pen: CanvasRenderingContext2D, word: string): void {
  const { top, height } = LABEL;
  const half = Math.min(120, 20 * Math.max(3, word.length) + 16);
  pen.fillStyle = "#fff";
  pen.fillRect(SIDE / 2 - half, top, 2 * half, height);
  pen.strokeStyle = "#222";
  pen.lineWidth = 4;
  pen.strokeRect(SIDE / 2 - half + 2, top + 2, 2 * half - 4, height - 4);
  if (!word) return;
  pen.fillStyle = "#111";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.font = "700 50px sans-serif";
  pen.fillText(word.toUpperCase(), SIDE / 2, top + height / 2 + 3, 2 * half - 20);
}

function writeStroke(pen: CanvasRenderingContext2D, stroke: readonly (readonly [number, number])[]): void {
  Object.assign(pen, { lineWidth: 9, lineCap: "round", lineJoin: "round", strokeStyle: "#111" });
  pen.beginPath();
  pen.moveTo(...(stroke[0] as [number, number]));
  for (const point of stroke) pen.lineTo(...(point as [number, number]));
  pen.stroke();
}
