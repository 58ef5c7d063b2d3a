import { describe, expect, it } from "vitest";
import { readClassPrompts } from "./class-prompts.js";
import { promptEnsemble } from "./ensemble.js";
import { lintClassNames } from "./lint.js";
import { publishedPrompts } from "./published.js";
import { fillTemplates } from "./template.js";
import { IMAGENET_TEMPLATES } from "./templates.js";

const embedTexts = async (texts: string[]) => ({
  data: Float32Array.from(texts.flatMap((text) => [text.length, 1])),
  rows: texts.length,
  cols: 2,
});

describe("prompts by class", () => {
  const file = JSON.stringify({
    tench: ["A tench is a fish.", "A tench is olive green."],
    "Great White Shark": ["Grey above and white below."],
    hen: ["A hen."],
  });

  it("are read as CuPL publishes them, names matched without regard to capitals and underscores", () => {
    const { prompts, unused } = readClassPrompts(file, ["great_white shark", "tench"]);
    expect(prompts).toEqual([
      ["Grey above and white below."],
      ["A tench is a fish.", "A tench is olive green."],
    ]);
    expect(unused).toEqual(["hen"]);
  });

  it("say what is missing or malformed", () => {
    expect(() => readClassPrompts(file, ["tench", "cock", "ray"])).toThrow(
      /lack 2 of 3 classes: "cock", "ray"/,
    );
    expect(() => readClassPrompts("{", [])).toThrow(/are not JSON/);
    expect(() => readClassPrompts("[]", [])).toThrow(/one object from class name/);
    expect(() => readClassPrompts('{"hen": []}', ["hen"])).toThrow(/of "hen" must be a list/);
    expect(() => readClassPrompts('{"hen": [1]}', ["hen"])).toThrow(/of "hen" must be a list/);
  });

  it("make an ensemble of as many texts as each class has", async () => {
    const classifier = await promptEnsemble(embedTexts, [["ab"], ["a", "abc"]]);
    const unit = (x: number, y: number) => [x / Math.hypot(x, y), y / Math.hypot(x, y)];
    const [one, three] = [unit(1, 1), unit(3, 1)];
    const expected = [...unit(2, 1), ...unit(one[0] + three[0], one[1] + three[1])];
    expected.forEach((value, i) => {
      expect(classifier.data[i]).toBeCloseTo(value, 6);
    });
    await expect(promptEnsemble(embedTexts, [["a"], []])).rejects.toThrow(/Class 1 has no text/);
    await expect(promptEnsemble(embedTexts, [])).rejects.toMatchObject({ code: "empty-classes" });
  });
});

describe("the published class names and templates", () => {
  it("are of 27 datasets, with as many classes and templates as the datasets and the repository have", async () => {
    const sets = await publishedPrompts();
    expect(sets).toHaveLength(27);
    const sizes = new Map(
      sets.map(({ dataset, classes, templates }) => [dataset, [classes.length, templates.length]]),
    );
    for (const [dataset, size] of Object.entries({
      ImageNet: [1000, 80],
      CIFAR10: [10, 18],
      CIFAR100: [100, 18],
      OxfordPets: [37, 1],
      Food101: [101, 1],
      Flowers102: [102, 1],
      SUN397: [397, 2],
      Kinetics700: [700, 28],
      UCF101: [101, 48],
      MNIST: [10, 1],
    })) {
      expect(sizes.get(dataset), dataset).toEqual(size);
    }
    for (const { classes, templates } of sets) {
      expect(fillTemplates(classes, templates)).toHaveLength(classes.length);
    }
  });

  it("ImageNet's are the list with the two doubles, and its templates the 80", async () => {
    const [imagenet] = (await publishedPrompts()).filter(({ dataset }) => dataset === "ImageNet");
    expect(imagenet.templates).toBe(IMAGENET_TEMPLATES);
    expect([0, 1, 657, 744, 836, 837].map((c) => imagenet.classes[c])).toEqual([
      "tench",
      "goldfish",
      "missile",
      "missile",
      "sunglasses",
      "sunglasses",
    ]);
    const found = lintClassNames(imagenet.classes as string[]);
    expect(found.filter(({ kind }) => kind === "duplicate").map(({ classes }) => classes)).toEqual([
      [657, 744],
      [836, 837],
    ]);
  });

  it("faces have synonyms, which share a class", async () => {
    const [faces] = (await publishedPrompts()).filter(({ dataset }) => dataset.startsWith("Facial"));
    expect(faces.classes[0]).toBe("angry");
    expect(faces.classes[3]).toEqual(["happy", "smiling"]);
    const texts = fillTemplates(faces.classes, faces.templates);
    expect(texts.map((list) => list.length)).toEqual([6, 6, 6, 12, 12, 18, 12]);
  });
});

describe("the linter of class lists", () => {
  it("finds doubles, whatever their capitals and spaces", () => {
    const [issue, ...others] = lintClassNames(["red panda", "lion", "Red  Panda "]);
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ kind: "duplicate", classes: [0, 2] });
    expect(issue.message).toMatch(/“red panda” occurs 2 times, as classes 0, 2/);
  });

  it("finds identifiers, and says which words they stand for", async () => {
    // EuroSAT's and Pascal VOC's folder names, WordNet's of ImageNet, and what exporters write
    const identifiers = [
      "AnnualCrop",
      "HerbaceousVegetation",
      "SeaLake",
      "dining_table",
      "n01440764",
      "class_12",
      "cat.txt",
    ];
    const found = lintClassNames([
      ...identifiers,
      "river",
      "7",
      "iPod",
      "T-shirt",
      "McLaren",
      "jack-o'-lantern",
    ]);
    expect(found.map(({ kind, classes: [c], suggestion }) => [kind, c, suggestion])).toEqual([
      ["not-words", 0, "annual crop"],
      ["not-words", 1, "herbaceous vegetation"],
      ["not-words", 2, "sea lake"],
      ["not-words", 3, "dining table"],
      ["not-words", 4, undefined],
      ["not-words", 5, undefined],
      ["not-words", 6, undefined],
    ]);
    expect(found[0].message).toMatch(
      /“AnnualCrop” \(class 0\) is an identifier: write it as words: “annual crop”/,
    );
    expect(found[4].message).toMatch(/WordNet id/);
    for (const { dataset, classes } of await publishedPrompts()) {
      const odd = lintClassNames(classes.flat()).filter(({ kind }) => kind === "not-words");
      expect(
        odd.map(({ message }) => message),
        dataset,
      ).toEqual([]); // the authors wrote their names as words
    }
  });

  it("finds names that are too short, ambiguous, or too long in the longest template", () => {
    const words = (text: string) => text.split(" ").length;
    const found = lintClassNames(["ox", "crane", "a b c", "7"], {
      countTokens: words,
      contextLength: 5,
      templates: ["{}", "a photo of {}"],
    });
    expect(found.map(({ kind, classes }) => [kind, ...classes])).toEqual([
      ["too-short", 0],
      ["ambiguous", 1],
      ["too-long", 2],
    ]);
    expect(found[1].message).toMatch(/may mean a bird or a machine/);
    expect(found[2].message).toMatch(/6 tokens, but the model reads 5/);
  });

  it("finds anchors that the model can hardly tell apart, the nearest first", () => {
    const angle = (degrees: number) => [Math.cos(degrees / 57.2958), Math.sin(degrees / 57.2958)];
    const rows = [angle(0), angle(10), angle(90), angle(95)].flat();
    const classifier = { data: Float32Array.from(rows, (x) => 3 * x), rows: 4, cols: 2 };
    const found = lintClassNames(["sofa", "couch", "kettle", "teapot"], { classifier });
    expect(found.map(({ kind, classes }) => [kind, ...classes])).toEqual([
      ["near-identical", 2, 3],
      ["near-identical", 0, 1],
    ]);
    expect(found[0].message).toContain("cosine 0.996");
    expect(() => lintClassNames(["a lion"], { classifier })).toThrow(/4 rows for 1 class names/);
  });
});
