/** By how much of the largest value float32 may differ: as exact as the reference, or as a graphics card is. */
const bound = (backend) => (backend === "webgl" || backend === "webgpu" ? 1e-3 : 1e-5);
const BARS = { float16: { cosine: 0.9999, changed: 4 }, int8: { cosine: 0.99, points: 0.5 } };

/** Missed targets, as sentences. */
export function missed({ small, mini, fullSize }) {
  const sentences = [];
  for (const { models, rows } of [small, fullSize].filter(Boolean)) {
    for (const { where, runtime, errors } of rows) {
      const [engine, backend, dtype] = runtime;
      errors.forEach(({ image, text }, i) => {
        const largest = Math.max(image, text);
        if (dtype === "float32" && !(largest < bound(backend)))
          sentences.push(
            `${models[i].title} in ${where} on ${engine}, ${backend}: ${error(largest)}, not below ${bound(backend)}.`,
          );
      });
    }
  }
  for (const [dtype, { cosine, changed, points }] of Object.entries(BARS)) {
    const { texts, all } = summary(mini, dtype);
    for (const [what, value] of Object.entries({ images: all.cosine, texts })) {
      if (!(value >= cosine))
        sentences.push(`mini in ${dtype}: mean cosine of ${what} ${value}, not ${cosine}.`);
    }
    if (changed !== undefined && !(all.changed <= changed))
      sentences.push(`mini in ${dtype}: ${all.changed} changed predictions, not ${changed} at most.`);
    if (points !== undefined && !(Math.abs(all.points) <= points))
      sentences.push(`mini in ${dtype}: top-1 differs by ${all.points} points, not ${points} at most.`);
  }
  return sentences;
}

export function asMarkdown(measured) {
  const { small, mini, fullSize, machine } = measured;
  const wrong = missed(measured);
  return `${[
    "# How close core is to PyTorch",
    "Written by `pnpm parity`, which compares what core computes with what PyTorch computed from the same weights, pixels and token ids. An error is the largest difference in any embedding, not normalized, as a part of the largest value that PyTorch gives; image / text.",
    wrong.length === 0
      ? "Every bar below is met."
      : ["Not met:", ...wrong.map((each) => `- ${each}`)].join("\n"),
    "## Small models",
    "Random weights of every structural feature, two patches to a side or three, one to three layers. Their error in int8 says little of large models: rows are short, so that one rounding weighs much.",
    errors(small),
    `Bars in float32: 1e-5 on processors, 1e-3 on graphics cards. float16 stores weights in half and computes in float32; int8 multiplies whole numbers in transformers, and leaves a ResNet's image tower in float16. Graphics cards here are emulated by Chromium ${machine.chromium}'s SwiftShader.`,
    "## Models of full size",
    ...(fullSize
      ? [
          `Random weights, by \`pnpm parity --full-size\`, which needs Python: ${fullSize.models.map(({ title, reference }) => `${title} against ${reference}`).join("; ")}.`,
          errors(fullSize),
        ]
      : ["Not measured: `pnpm parity --full-size`, with Python."]),
    "## The built-in model in reduced precision",
    mini.against === "trained"
      ? "Of the shipped weights, against the trainer's own float32 checkpoint in float32: all is counted that rounding the weights for shipping, storing them and computing with them loses."
      : "Of the shipped weights, which are float16, against themselves computed in float32: storing them in float16 again loses nothing, so the row of float16 tells only that. `pnpm parity --float32 <folder>` compares with the trainer's own checkpoint.",
    `Zero-shot over ${mini.classes} classes by name, in the renditions that it never saw; onnxruntime-node. Bars: mean cosine at least ${BARS.float16.cosine} in float16 and ${BARS.int8.cosine} in int8, at most ${BARS.float16.changed} changed predictions in float16, top-1 within ${BARS.int8.points} points in int8, over all images.`,
    precisionTable(mini),
    "## Where and when",
    `Small models ${said(small)}, ${fullSize ? `those of full size ${said(fullSize)}, ` : ""}the built-in model ${said(mini)}. The last run: Node ${machine.node}, onnxruntime ${machine.onnxruntime}, tfjs ${machine.tfjs}, Chromium ${machine.chromium}; ${machine.cpu}${machine.flags ? ` (${machine.flags.join(", ")})` : ""}. int8 is exact in its sums where the processor has VNNI or AMX; older ones may saturate.`,
  ].join("\n\n")}\n`;
}

/** When and on which processor a part was measured. */
const said = ({ measured: { day, cpu } }) => `on ${day} (${cpu})`;

function errors({ models, rows }) {
  return table(
    ["", "engine", "backend", "weights", ...models.map(({ title }) => title)],
    rows.map(({ where, runtime, errors: each }) => [
      where,
      ...runtime,
      ...each.map(({ image, text }) => `${error(image)} / ${error(text)}`),
    ]),
  );
}

function precisionTable(mini) {
  const float16 = summary(mini, "float16");
  const int8 = summary(mini, "int8");
  const rows = mini.rows.map((row) => cells(row.rendition, row, row.float16, row.int8));
  const total = { images: float16.images, float32: { correct: float16.reference } };
  rows.push(cells("**all**", total, float16.all, int8.all));
  rows.push(["texts", String(mini.classes), "", "", "", cosine(float16.texts), "", "", cosine(int8.texts)]);
  return table(
    ["", "images", "float32 top-1", "float16 top-1", "changed", "cosine", "int8 top-1", "changed", "cosine"],
    rows,
  );
}

function cells(name, { images, float32 }, float16, int8) {
  const percent = (correct) => `${((100 * correct) / images).toFixed(2)}%`;
  return [
    name,
    String(images),
    percent(float32.correct),
    ...[float16, int8].flatMap((each) => [percent(each.correct), String(each.changed), cosine(each.cosine)]),
  ];
}

/** Over all renditions. */
function summary({ rows, texts }, dtype) {
  const sum = (of) => rows.reduce((total, row) => total + of(row), 0);
  const images = sum((row) => row.images);
  const reference = sum((row) => row.float32.correct);
  const correct = sum((row) => row[dtype].correct);
  const all = {
    correct,
    changed: sum((row) => row[dtype].changed),
    cosine: sum((row) => row[dtype].cosine * row.images) / images,
    points: (100 * (correct - reference)) / images,
  };
  return { images, reference, texts: texts[dtype], all };
}

const error = (value) => (value === 0 ? "0" : value.toExponential(0));
const cosine = (value) => value.toFixed(6);

/** A Markdown table; columns from the fifth on are numbers. */
function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((title) => (title === "" ? "---" : "---:"))), ...rows.map(line)].join(
    "\n",
  );
}
