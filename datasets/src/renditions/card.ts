import { createHash } from "node:crypto";
import { readConcepts } from "./concepts.js";
import { matchIcons } from "./match.js";
import { nearThreshold } from "./near-duplicates.js";
import { readPackageJson } from "./packages.js";
import { pretrainingRows } from "./pretraining.js";
import type { RenditionImages, Renditions } from "./renditions.js";
import { uses } from "./splits.js";
import { subgroupTask } from "./tasks.js";

/**
 * The dataset's card in Markdown: every number in it is counted in the prepared packs (Node only, because
 * leftover icons are counted in the packages).
 */
export async function renditionsCard(renditions: Renditions): Promise<string> {
  const images: RenditionImages[] = [];
  for (const { id } of renditions.renditions) images.push(await renditions.load(id));
  const { concepts } = renditions;
  const total = images.reduce((sum, { info }) => sum + info.count, 0);
  const emojibase = readPackageJson<{ version: string }>("emojibase-data/package.json").version;
  return `# Renditions

<!-- Made by \`node datasets/dist/renditions/card-cli.js\`; a test fails when it is not what the command prints. -->

${count(total)} drawings of ${count(concepts.length)} concepts in twelve styles. One style is one distribution, the others are natural
shifts of it. The concepts are emoji, with names, keywords, ${new Set(concepts.map((c) => c.group)).size} groups and ${new Set(concepts.map((c) => c.subgroup)).size} subgroups from
\`emojibase-data\` ${emojibase} (Unicode CLDR). No two concepts have the same name.

## The renditions

"Distinct" counts drawings that no other concept of the same rendition shares pixel for pixel: no model can tell the
others apart, so no concept accuracy can be higher than "ceiling". "Subgroup" counts the images in the subgroup
task's training, validation and test splits.

${table(
  ["rendition", "use", "images", "distinct", "ceiling", "subgroup", "style"],
  images.map((one) => {
    const { distinct, ceiling } = sharing(one);
    const { title, use, count: n, style } = one.info;
    return [
      title,
      use,
      count(n),
      count(distinct),
      `${(100 * ceiling).toFixed(1)}%`,
      taskSizes(renditions, one),
      style,
    ];
  }),
)}

${table(
  ["rendition", "package", "author", "license"],
  renditions.renditions.map((info) => [
    info.title,
    `\`${info.packageName}\` ${info.version}`,
    info.authorUrl ? `[${info.author}](${info.authorUrl})` : info.author,
    `[${info.license.title}](${info.license.url})`,
  ]),
)}

Full notices: [THIRD_PARTY_NOTICES.md](../../THIRD_PARTY_NOTICES.md).

## How the images are made

Each icon is drawn by \`sharp\` (librsvg) straight into a square of ${renditions.size} × ${renditions.size} pixels, its aspect kept,
centered, and flattened on white (\`#ffffff\`); colorless icons are drawn black. So white parts at the edge of a
drawing vanish, and drawings that their sets tell apart by color alone are equal in the black-and-white ones. The
packs are raw RGB, compressed, with checksums in \`index.json\`. Nothing drawn is committed.

An icon belongs to a concept, in this order: if the hand-made table (\`names.json\`) says so; if the package gives its
code points; if its name, or an old name of it, is one that CLDR, Unicode or another set uses for just that concept.
The table holds all of Firefox OS Emoji (the code points in the file names of its source) and what was found by
looking at every drawing of the sets that are matched by name.

## What is for what

Sets by the same author are on the same side of the line between what is learned from or chosen by and what is judged by.

${table(
  ["rendition", "use", "why"],
  renditions.renditions.map(({ id, title, use }) => [title, use, uses[id].reason]),
)}

${nearDuplicates(images)}

## Tasks

**Concept**: name the drawing. ${count(concepts.length)} classes, at most one image of each in a rendition, so it is for zero-shot
and retrieval; chance is ${(100 / concepts.length).toFixed(2)}%.

${subgroups(renditions)}

${pretraining(images)}

## Left out

- Skin-tone variants: the same drawing in other colors.
- Flags of countries and of their subdivisions (England, Scotland, Wales): signs to know by heart, drawn alike in all sets.
- Regional indicators, skin tones and hair as such: parts of emoji, not things.
- Icons that are no emoji of Unicode ${emojibase.split(".")[0]}, and second drawings of a concept (Streamline numbers them; the first
  is taken).
- Wrong or broken drawings, found by eye: Firefox OS Emoji's nine cat faces (they are foxes), its blue heart and
  tram car (paths are lost in the package); OpenMoji's scroll (the package has a mouse wheel under that name);
  Streamline's turkey (the flag); Emoji One v1's window and keyboard (other symbols of those names).

${leftovers(renditions)}

## Limits

- A drawing is small, clean and centered, on white. Nothing here says how a model does on photographs.
- Emoji stand for ideas in a Western and Japanese canon; CLDR's English names and keywords are one reading of them.
- Names are close to each other ("cat", "cat face"; "speedboat", "motor boat"), and many drawings fit several of them.
- Sets stop at different versions of Unicode, so accuracies of different renditions are over different concepts;
  compare on the concepts that they share.
- Several sets draw the genders of a figure alike; see "ceiling". The subgroup task keeps such variants together.
`;
}

const count = (n: number) => n.toLocaleString("en");

/** A Markdown table with columns aligned as by the formatter. */
function table(head: string[], rows: string[][]): string {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((cells) => cells[i].length)));
  const line = (cells: string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/**
 * Number of drawings that are unique in their rendition, and the best accuracy possible when identical
 * drawings can't be told apart.
 */
function sharing(images: RenditionImages): { distinct: number; ceiling: number } {
  const times = new Map<string, number>();
  for (let i = 0; i < images.info.count; i++) {
    const key = createHash("sha256").update(images.image(i).data).digest("base64");
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  const distinct = [...times.values()].filter((n) => n === 1).length;
  return { distinct, ceiling: times.size / images.info.count };
}

function taskSizes(renditions: Renditions, images: RenditionImages): string {
  const task = subgroupTask(renditions);
  const sizes = (["train", "validation", "test"] as const).map(
    (split) => task.images(images, split).rows.length,
  );
  return sizes.map(count).join(" / ");
}

function subgroups(renditions: Renditions): string {
  const { classNames, subgroups, labels, splits } = subgroupTask(renditions);
  const used = labels.filter((label) => label >= 0).length;
  const of = (label: number, split?: string) =>
    count(labels.filter((l, i) => l === label && (!split || splits[i] === split)).length);
  const all = (split: string) => count(splits.filter((s) => s === split).length);
  const rows = classNames.map((name, label) => [
    `\`${subgroups[label]}\``,
    name,
    of(label),
    of(label, "train"),
    of(label, "validation"),
    of(label, "test"),
  ]);
  return `**Subgroup**: tell the kind of thing. The ${classNames.length} CLDR subgroups with at least ten concepts, ${count(used)} concepts,
split ${all("train")} / ${all("validation")} / ${all("test")} into train, validation and test, the same in every rendition. Variants of
one drawing (genders, directions, couples, families) are always in the same split.

<details><summary>The ${classNames.length} classes</summary>

${table(["subgroup", "class name", "concepts", "train", "validation", "test"], rows)}

</details>`;
}

function pretraining(images: RenditionImages[]): string {
  const rows = pretrainingRows(images.filter(({ info }) => info.use === "pre-training"));
  const sum = (split: "train" | "validation") => count(rows.reduce((n, row) => n + row[split].length, 0));
  return `**Pre-training** uses ${sum("train")} images; ${sum("validation")} pairs of rendition and concept, chosen by a hash, are kept aside to
watch it by, each of a concept that another rendition shows it.`;
}

function nearDuplicates(images: RenditionImages[]): string {
  const found = images
    .filter(({ info }) => info.nearDuplicates.length > 0)
    .map(({ info }) => `${info.title} ${info.nearDuplicates.length}`);
  return `Near-duplicates across the line: a pre-training drawing whose 16 × 16 thumbnail differs from the one of an
evaluation drawing of the same concept by less than ${nearThreshold} of 255 on average is marked in \`index.json\` and withheld from
pre-training. There are few, nearly all of them plain shapes (squares, circles, hearts, marks) and the clocks, which
Emoji One v1 and Twemoji draw alike: ${found.join(", ")}.`;
}

/** Number of icons in each package that draw no concept. */
function leftovers(renditions: Renditions): string {
  const ids = renditions.renditions.map(({ id }) => id);
  const matches = matchIcons(readConcepts(), ids);
  const isTone = (name: string) => /-(dark|light|medium)(-skin-tone)?(-|$)|-tone\d$/.test(name);
  const isFlag = (name: string) => /^flag-|flag$|^regional|^letter-/.test(name);
  const rows = renditions.renditions.map(({ id, title }) => {
    const names = matches.get(id)?.leftovers ?? [];
    const tones = names.filter(isTone).length;
    const flags = names.filter((name) => !isTone(name) && isFlag(name)).length;
    return [title, tones, flags, names.length - tones - flags].map((cell) => cell.toLocaleString("en"));
  });
  return `Icons of the packages that draw no concept here:

${table(["rendition", "skin tones", "flags and letters", "others"], rows)}`;
}
