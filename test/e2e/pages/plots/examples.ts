import {
  accuracyBars,
  type Chart,
  categoriesOf,
  confusionSvg,
  fewShot,
  promptBoard,
  reliability,
  robustness,
  scatterSvg,
  severity,
  similarity,
  training,
} from "@clipscope/charts";
import { seededRandom } from "@clipscope/types";

const words = {
  title: "Zero-shot is above the line on sketches, and what one learns from it is a sentence of two lines",
  note: "Top-1 accuracy; bars are 95% Wilson intervals",
  source: { data: "drawings.csv", model: "mini", seed: 42 },
};
const curve = (name: string, clean: number, fall: number) => ({
  name,
  points: [0, 1, 2, 3, 4, 5].map((level) => {
    const value = clean - fall * level;
    return { severity: level, value, low: value - 0.05, high: value + 0.05 };
  }),
});

/** A chart of each kind, the same wherever this runs. */
export function examples(): Record<string, Chart<unknown>> {
  const random = seededRandom(11);
  const baseline = Array.from({ length: 12 }, (_, i) => {
    const x = 0.2 + 0.05 * i;
    return { name: `supervised ${i}`, x, y: 0.6 * x + 0.05 * random() };
  });
  const models = [
    { name: "best supervised", x: 0.7, y: 0.45, xInterval: [0.63, 0.76], yInterval: [0.38, 0.52] },
    { name: "zero-shot", x: 0.4, y: 0.37, xInterval: [0.34, 0.47], yInterval: [0.31, 0.44] },
    { name: "zero-shot, names and members", x: 0.25, y: 0.3 },
  ] as const;
  const labels = Array.from({ length: 200 }, (_, i) => i % 7);
  const predictions = labels.map((label) => (random() < 0.7 ? label : Math.floor(7 * random())));
  const counts = new Int32Array(49);
  for (const [i, label] of labels.entries()) counts[7 * label + predictions[i]]++;
  const codes = Int32Array.from({ length: 300 }, (_, i) => i % 6);
  const bins = Array.from({ length: 10 }, (_, i) => ({
    low: i / 10,
    high: (i + 1) / 10,
    count: i * i * 20,
    confidence: i / 10 + 0.05,
    accuracy: i / 10,
  }));
  return {
    robustness: robustness(
      ["Sketches", "Paintings"].map((title) => ({ title, models, baseline })),
      { reference: "drawings", width: 700, labeled: ["zero-shot, names and members"], ...words },
    ),
    severity: severity(
      [
        {
          title: "Gaussian noise",
          heading: "Noise",
          curves: [curve("supervised", 0.8, 0.11), curve("zero-shot", 0.5, 0.05)],
        },
        { title: "Fog", heading: "Weather", curves: [] },
      ],
      { width: 420, ...words },
    ),
    accuracies: accuracyBars(
      [
        { title: "Twemoji", value: 0.82, low: 0.76, high: 0.87, n: 200 },
        {
          title: "Fluent Emoji High Contrast",
          value: 0.9,
          low: 0.84,
          high: 0.95,
          note: "seen in training",
          hollow: true,
        },
        { title: "OpenMoji" },
      ],
      { width: 560, chance: 0.01, label: "Zero-shot accuracy", theme: "dark", ...words },
    ),
    confusion: confusionSvg(
      { classes: 7, counts, total: 200 },
      {
        names: ["apple", "banana", "cherry blossom", "dog", "elephant", "flamingo with a hat", "grapes"],
        ...words,
      },
    ),
    scatter: scatterSvg(
      {
        positions: {
          x: Float32Array.from(codes, (c) => c + random()),
          y: Float32Array.from(codes, (c) => (c % 3) + random()),
        },
        categories: categoriesOf({
          codes,
          values: ["Activities", "Animals & nature", "Flags", "Food & drink", "Objects", "People & body"],
        }),
      },
      { width: 400, ...words },
    ),
    fewShot: fewShot(
      {
        name: "linear probe",
        points: [1, 2, 4, 8].map((shots, i) => ({
          shots,
          scores: [0.3, 0.34].map((start) => start + 0.1 * i),
        })),
      },
      { zeroShot: 0.55, ...words },
    ),
    promptBoard: promptBoard(
      {
        entries: [
          { id: "bare", template: "{}", kind: "bare", accuracy: { value: 0.6, low: 0.55, high: 0.65 } },
          {
            id: "photo",
            template: "a (blurry) photo of a {}, a type of food.",
            accuracy: { value: 0.64, low: 0.59, high: 0.69, n: 200 },
            gain: { difference: 0.04, low: 0.01, high: 0.07 },
          },
        ],
      },
      words,
    ),
    training: training(
      {
        name: "mini",
        points: Array.from({ length: 80 }, (_, i) => ({
          step: i,
          loss: 4 - i / 40 + random(),
          logitScale: 14 + i / 9,
        })),
        markers: [{ step: 20, label: "end of warm-up" }],
      },
      words,
    ),
    similarity: similarity(
      {
        cosines: { data: Float32Array.from({ length: 12 }, () => 0.1 + 0.3 * random()), rows: 3, cols: 4 },
        texts: ["a cat", "a dog", "a photo of a red bicycle leaning against a wall", "a (blurry) apple"],
        matches: [0, 1, -1],
      },
      words,
    ),
    reliability: reliability([{ name: "as trained", bins }], { width: 360, ...words }),
  };
}
