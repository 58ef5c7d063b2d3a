import { element } from "./dom.js";
import { figure } from "./figure.js";
import { cosineFormula, fixed, logitFormula, share, softmaxFormula } from "./formulas.js";
import type { ModelFacts, ReadText, SeenImage } from "./look.js";
import { canvasOf } from "./picture.js";
import { largest, strip } from "./strip.js";

/** What the figure of the model shows. */
export interface ModelFigure {
  image: SeenImage;
  texts: readonly ReadText[];
  model: ModelFacts;
}

/**
 * The model as one figure: pixels, patches and the picture's vector; words, tokens and each sentence's vector; cosine,
 * scale and softmax. Choosing a sentence shows the products whose sum its cosine is; every number opens to its formula.
 */
export function modelFigure({ image, texts, model }: ModelFigure): HTMLElement {
  const { logitScale, logitBias = 0 } = model;
  const cosines = texts.map(({ text, vector }) =>
    cosineFormula(image.vector, vector, [image.name, `“${text}”`]),
  );
  const logits = cosines.map(({ value }) => logitFormula(value, logitScale, logitBias));
  const values = logits.map(({ value }) => value);
  const probabilities = texts.map(({ text }, i) => softmaxFormula(values, i, text));
  const best = values.indexOf(Math.max(...values));
  const products = element("div", { className: "products", aria: { live: "polite" } });

  const rows = texts.map((text, i) => {
    const bar = element("span", { className: "probability" });
    bar.style.width = `${100 * probabilities[i].value}%`;
    const choose = element(
      "button",
      { type: "button", className: "choose", aria: { pressed: "false" } },
      text.text,
    );
    choose.onclick = () => select(i);
    return element(
      "li",
      { className: i === best ? "best" : "" },
      element("div", { className: "words" }, choose, tokensOf(text)),
      strip(text.vector, `Vector of “${text.text}”`),
      element(
        "div",
        { className: "steps" },
        step("cosine", figure(cosines[i], fixed(cosines[i].value, 3))),
        step("× scale", figure(logits[i], fixed(values[i], 1))),
        step("softmax", figure(probabilities[i], share(probabilities[i].value))),
        element("span", { className: "track" }, bar),
      ),
    );
  });
  const select = (chosen: number) => {
    for (const [i, row] of rows.entries()) {
      row.querySelector(".choose")?.setAttribute("aria-pressed", String(i === chosen));
    }
    const own = Array.from(image.vector, (each, k) => each * texts[chosen].vector[k]);
    products.replaceChildren(
      labeled("picture", strip(image.vector, `Vector of ${image.name}`)),
      labeled(`“${texts[chosen].text}”`, strip(texts[chosen].vector, `Vector of “${texts[chosen].text}”`)),
      labeled("products", strip(own, "Products of the two vectors", largest(own))),
      element(
        "p",
        {},
        "Number by number: the products add up to the cosine, ",
        figure(cosines[chosen], fixed(cosines[chosen].value, 3)),
        ". Blue counts for the sentence, brown against it.",
      ),
    );
  };
  select(best);
  return element(
    "div",
    { className: "model stage" },
    pictureSide(image, model),
    element("ol", { className: "sentences" }, ...rows),
    products,
  );
}

function pictureSide({ pixels, side, name, vector }: SeenImage, { patch }: ModelFacts): HTMLElement {
  const canvas = canvasOf(
    new ImageData(new Uint8ClampedArray(pixels), side, side),
    `${name}, as the model sees it`,
    176,
  );
  const framed = element("div", { className: "seen" }, canvas);
  if (patch > 0) framed.style.setProperty("--grid", `${(100 * patch) / side}%`);
  const count = patch > 0 ? (side / patch) ** 2 : 0;
  const facts =
    patch > 0
      ? `${side} × ${side} pixels, cut into ${count} patches of ${patch} × ${patch}`
      : `${side} × ${side} pixels`;
  return element(
    "div",
    { className: "image-side" },
    framed,
    element("p", {}, facts),
    element("p", { className: "arrow-down", aria: { hidden: "true" } }, "↓ image tower"),
    strip(vector, `Vector of ${name}`),
    element("p", {}, `one vector of length 1: ${vector.length} numbers`),
  );
}

/** The pieces that a text was read as, without start and end. */
function tokensOf({ tokens, ids, fits }: ReadText): HTMLElement {
  const pieces = tokens.map((token, i) => {
    const piece = element(
      "span",
      { className: "token", title: `token ${ids[i]}` },
      token.replace("</w>", ""),
    );
    if (!token.endsWith("</w>")) piece.classList.add("part");
    return piece;
  });
  return element(
    "span",
    { className: "tokens", aria: { label: `${tokens.length} tokens` } },
    ...pieces,
    fits ? null : element("span", { className: "cut" }, "cut: too long"),
  );
}

const step = (name: string, number: HTMLElement) =>
  element("span", { className: "step" }, element("small", {}, name), number);

const labeled = (name: string, made: HTMLElement) =>
  element("div", { className: "labeled" }, element("small", {}, name), made);
