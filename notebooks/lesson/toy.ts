import { element } from "./dom.js";
import { figure } from "./figure.js";
import { cosineFormula, fixed, logitFormula, share, softmaxFormula } from "./formulas.js";

/** A sentence of the toy: its arrow's angle in degrees, counterclockwise from the right. */
export interface ToySentence {
  text: string;
  angle: number;
}

/** What the toy starts with, and whether its scale can be changed. */
export interface ToyOptions {
  sentences: readonly ToySentence[];
  picture: { name: string; angle: number };
  scale: number;
  scales?: readonly [least: number, most: number];
}

const NAMESPACE = "http://www.w3.org/2000/svg";
const RADIUS = 110;
const SIDE = 320;
const COLORS = ["--category-2", "--category-3", "--category-7"];

const arrow = (degrees: number): [number, number] => [
  Math.cos((degrees * Math.PI) / 180),
  Math.sin((degrees * Math.PI) / 180),
];

/**
 * CLIP's last step in a plane: a picture's arrow to turn, by pointer or by slider, three sentences' arrows, and between
 * them cosine, logit and softmax, each of which opens to its formula.
 */
export function toyArrows({ sentences, picture, scale: given, scales }: ToyOptions): HTMLElement {
  let angle = picture.angle;
  let scale = given;
  const plane = svg("svg", {
    viewBox: `${-SIDE / 2} ${-SIDE / 2} ${SIDE} ${SIDE}`,
    width: SIDE,
    height: SIDE,
  });
  plane.setAttribute("aria-hidden", "true");
  const turn = element("input", { type: "range", min: "0", max: "180", step: "1", value: String(angle) });
  const results = element("div", { className: "toy-results" });
  const body = element("tbody");

  const draw = () => {
    const own = arrow(angle);
    plane.replaceChildren(
      svg("circle", { r: RADIUS, fill: "none", stroke: "var(--line-strong)" }),
      ...sentences.flatMap(({ text, angle: at }, i) => shaft(arrow(at), COLORS[i % COLORS.length], text, at)),
      ...shaft(own, "--category-1", picture.name, angle, true),
    );
    const cosines = sentences.map((sentence) =>
      cosineFormula(own, arrow(sentence.angle), [picture.name, sentence.text]),
    );
    const logits = cosines.map(({ value }) => logitFormula(value, scale));
    const values = logits.map(({ value }) => value);
    body.replaceChildren(
      ...sentences.map(({ text }, i) => {
        const probability = softmaxFormula(values, i, text);
        const bar = element("span", { className: "probability" });
        bar.style.width = `${100 * probability.value}%`;
        return element(
          "tr",
          {},
          element("th", { scope: "row" }, swatch(COLORS[i % COLORS.length]), text),
          element("td", {}, figure(cosines[i], fixed(cosines[i].value, 2))),
          element("td", {}, figure(logits[i], fixed(logits[i].value, 1))),
          element("td", {}, figure(probability, share(probability.value))),
          element("td", { className: "bar-cell" }, bar),
        );
      }),
    );
  };

  const follow = (event: PointerEvent) => {
    const { left, top, width } = plane.getBoundingClientRect();
    const x = event.clientX - left - width / 2;
    const y = width / 2 - (event.clientY - top);
    const degrees = (Math.atan2(y, x) * 180) / Math.PI;
    angle = Math.round(degrees < -90 ? 180 : Math.max(0, degrees));
    turn.value = String(angle);
    draw();
  };
  plane.addEventListener("pointerdown", (event) => {
    plane.setPointerCapture(event.pointerId);
    follow(event);
  });
  plane.addEventListener("pointermove", (event) => plane.hasPointerCapture(event.pointerId) && follow(event));
  turn.oninput = (event) => {
    event.stopPropagation();
    angle = turn.valueAsNumber;
    draw();
  };

  const controls = element(
    "div",
    { className: "controls" },
    element("label", {}, `Turn ${picture.name}`, turn),
  );
  if (scales) {
    const slider = element("input", {
      type: "range",
      min: String(scales[0]),
      max: String(scales[1]),
      step: "1",
      value: String(scale),
    });
    const output = element("output", {}, fixed(scale, 0));
    slider.oninput = (event) => {
      event.stopPropagation();
      scale = slider.valueAsNumber;
      output.textContent = fixed(scale, 0);
      draw();
    };
    controls.append(element("label", {}, "Scale", slider, output));
  }
  const head = ["sentence", "cosine", `× scale`, "softmax"].map((name) =>
    element("th", { scope: "col" }, name),
  );
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...head, element("td"))), body);
  table.setAttribute("aria-label", `How well each sentence fits ${picture.name}`);
  results.append(table, controls);
  draw();
  return element("div", { className: "toy stage" }, plane, results);
}

function shaft(
  [x, y]: readonly [number, number],
  color: string,
  name: string,
  degrees: number,
  thick = false,
): SVGElement[] {
  const [tipX, tipY] = [RADIUS * x, -RADIUS * y];
  const look = { stroke: `var(${color})`, "stroke-width": thick ? 5 : 3, "stroke-linecap": "round" };
  // The picture's name stands at the arrows' common end, the sentences' at their tips.
  const label = svg("text", {
    x: thick ? 0 : (RADIUS + 8) * x,
    y: thick ? 22 : 4 - (RADIUS + 12) * y,
    fill: `var(${color})`,
    "text-anchor": thick || Math.abs(x) < 0.15 ? "middle" : x > 0 ? "start" : "end",
    "font-weight": thick ? 700 : 400,
  });
  label.textContent = name;
  const head = svg("path", {
    d: "M 0 0 L -12 5 L -12 -5 Z",
    fill: `var(${color})`,
    stroke: `var(${color})`,
    "stroke-linejoin": "round",
    transform: `translate(${tipX} ${tipY}) rotate(${-degrees})`,
  });
  return [svg("line", { x1: 0, y1: 0, x2: 0.96 * tipX, y2: 0.96 * tipY, ...look }), head, label];
}

function swatch(color: string): HTMLElement {
  const made = element("i", { className: "swatch" });
  made.style.background = `var(${color})`;
  return made;
}

function svg(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(NAMESPACE, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
