import { changed, element } from "../dom.js";
import { COLORS, OUTLINES, seeded } from "../own/shapes.js";
import { penOf } from "../pen.js";

/** A scene that somebody has made: some shapes of one kind. */
export interface MadeScene {
  count: number;
  /** What describes the scene rightly, for each count from 1 to 10. */
  texts: readonly string[];
  picture: Blob;
}

/** A scene to make: its `value` is null until its picture is there. */
export type SceneMaker = HTMLElement & { value: MadeScene | null };

const NUMBERS = "one two three four five six seven eight nine ten".split(" ");
const SHAPES = ["circle", "square", "triangle", "star", "heart"];
const SIDE = 192;
/** Columns and rows of the places that shapes are put on. */
const [COLUMNS, ROWS] = [4, 3];

/** One to ten shapes on white, of a kind and color to choose: drawn at once, without a model. */
export function sceneMaker(): SceneMaker {
  const canvas = element("canvas", { width: SIDE, height: SIDE, className: "picture scene" });
  canvas.setAttribute("role", "img");
  const slider = element("input", { type: "range", min: "1", max: "10", step: "1", value: "4" });
  const number = element("output", {});
  const shape = select("Shape", SHAPES);
  const color = select("Color", Object.keys(COLORS));
  const again = element("button", { type: "button" }, "Other places");
  const made = element(
    "div",
    { className: "scene-maker stage" },
    canvas,
    element(
      "div",
      { className: "controls" },
      element("label", {}, "How many", slider, number),
      element("label", {}, "Shape", shape),
      element("label", {}, "Color", color),
      again,
    ),
  ) as unknown as SceneMaker;
  made.value = null;
  let seed = 3;
  const draw = () => {
    const count = slider.valueAsNumber;
    number.textContent = NUMBERS[count - 1];
    const texts = NUMBERS.map((name, i) => `${name} ${color.value} ${shape.value}${i > 0 ? "s" : ""}`);
    canvas.setAttribute("aria-label", texts[count - 1]);
    paint(canvas, { count, shape: shape.value, color: color.value, seed });
    canvas.toBlob((picture) => {
      if (!picture) return;
      made.value = { count, texts, picture };
      changed(made);
    });
  };
  for (const control of [slider, shape, color])
    control.oninput = (event) => {
      event.stopPropagation();
      draw();
    };
  again.onclick = () => {
    seed++;
    draw();
  };
  draw();
  return made;
}

function select(name: string, values: readonly string[]): HTMLSelectElement {
  return element(
    "select",
    { aria: { label: name } },
    ...values.map((value) => element("option", { value }, value)),
  );
}

function paint(
  canvas: HTMLCanvasElement,
  { count, shape, color, seed }: { count: number; shape: string; color: string; seed: number },
): void {
  const pen = penOf(canvas) as CanvasRenderingContext2D;
  const random = seeded(seed);
  const places = Array.from({ length: COLUMNS * ROWS }, (_, i) => i);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.fillStyle = COLORS[color];
  const [width, height] = [SIDE / COLUMNS, SIDE / ROWS];
  for (let i = 0; i < count; i++) {
    const [place] = places.splice(Math.floor(random() * places.length), 1);
    pen.save();
    pen.translate(
      width * ((place % COLUMNS) + 0.5) + 4 * (random() - 0.5),
      height * (Math.floor(place / COLUMNS) + 0.5) + 12 * (random() - 0.5),
    );
    pen.scale(19, 19);
    pen.beginPath();
    OUTLINES[shape](pen);
    pen.fill("evenodd");
    pen.restore();
  }
}
