import type { CategoryColumn, Column, Roles, Vocabulary } from "./dataset.js";

export interface Recognized {
  label: CategoryColumn;
  /** An extra column with the original ids or folder names of the labels. */
  original?: [name: string, column: CategoryColumn];
  vocabulary: Vocabulary;
  note: string;
}

/**
 * Recognizes ImageNet and its variants by their labels: WordNet ids, as in ImageNet, -A, -R, -Sketch and -C;
 * the numbers 0 to 999 of ImageNet-V2, if "imagenet" is in the data's name; and ObjectNet's folder names.
 * Labels are replaced by CLIP's class names. Undefined for other labels.
 */
export async function recognizeImageNet(
  columns: ReadonlyMap<string, Column>,
  roles: Roles,
  place: string,
): Promise<Recognized | undefined> {
  const label = roles.label === undefined ? undefined : columns.get(roles.label);
  if (label?.kind !== "category" || label.values.length < 2) return undefined;
  const { values } = label;
  if (values.every((value) => /^n\d{8}$/.test(value))) return ofWordNetIds(label);
  if (values.length === 1000 && /imagenet/i.test(place) && values.every((value) => /^\d{1,3}$/.test(value))) {
    return ofNumbers(label);
  }
  const typical = ["alarm_clock", "air_freshener", "winter_glove", "combination_lock", "tape_duct_tape"];
  const named = values.filter((value) => typical.includes(value)).length;
  return named >= 2 || /objectnet/i.test(place) ? ofObjectNet(label) : undefined;
}

async function ofWordNetIds(label: CategoryColumn): Promise<Recognized | undefined> {
  const { CLIP_NAMES, IMAGENET_A, IMAGENET_R, WORDNET_IDS } = await import("./published/imagenet-classes.js");
  const indexOf = new Map(WORDNET_IDS.map((id, index) => [id, index]));
  const of = Int32Array.from(label.values, (id) => indexOf.get(id) ?? -1);
  if (of.every((index) => index < 0)) return undefined;
  const others = of.filter((index) => index < 0).length;
  const known = new Set(of.filter((index) => index >= 0));
  const subset = [
    { title: "ImageNet-A", indices: IMAGENET_A },
    { title: "ImageNet-R", indices: IMAGENET_R },
  ].find(({ indices }) => indices.length === known.size && indices.every((index) => known.has(index)));
  const which =
    known.size === 1000
      ? "of ImageNet's 1,000 classes"
      : subset
        ? `of the 200 classes of ${subset.title}, out of ImageNet's 1,000`
        : `of ${known.size} of ImageNet's 1,000 classes`;
  const rest = others === 0 ? "" : ` ${others} other ids are not ImageNet classes and stay as they are.`;
  return {
    label: renamed(label, of, CLIP_NAMES, WORDNET_IDS),
    original: ["wordnet_id", { ...label, title: "wordnet_id" }],
    vocabulary: { title: "ImageNet", classNames: CLIP_NAMES, of },
    note: `The labels are the WordNet ids ${which}: CLIP's class names are used.${rest}`,
  };
}

async function ofNumbers(label: CategoryColumn): Promise<Recognized> {
  const { CLIP_NAMES, WORDNET_IDS } = await import("./published/imagenet-classes.js");
  const of = Int32Array.from(label.values, Number);
  return {
    label: renamed(label, of, CLIP_NAMES, WORDNET_IDS),
    vocabulary: { title: "ImageNet", classNames: CLIP_NAMES, of },
    note: "The labels are the numbers of ImageNet's 1,000 classes: CLIP's class names are used.",
  };
}

async function ofObjectNet(label: CategoryColumn): Promise<Recognized | undefined> {
  const { CLIP_NAMES, OBJECTNET, OBJECTNET_OTHERS } = await import("./published/imagenet-classes.js");
  const others = new Set(OBJECTNET_OTHERS);
  const classesOf = label.values.map((value) => (Object.hasOwn(OBJECTNET, value) ? OBJECTNET[value] : []));
  const overlap = classesOf.filter((classes) => classes.length > 0).length;
  const known = label.values.filter((value, v) => classesOf[v].length > 0 || others.has(value)).length;
  if (overlap < 2 || known * 10 < label.values.length * 9) return undefined;
  const countsAs = Int32Array.from(CLIP_NAMES.keys());
  for (const classes of classesOf) for (const index of classes) countsAs[index] = classes[0];
  const outside = label.values.length - overlap;
  const rest =
    outside === 0
      ? ""
      : ` The other ${outside === 1 ? "one is no class" : `${outside} are no classes`} of ImageNet: their images have a label that no class stands for.`;
  return {
    label: { ...label, values: label.values.map((value) => value.replaceAll("_", " ")) },
    original: ["folder", { ...label, title: "folder" }],
    vocabulary: {
      title: "ImageNet",
      classNames: CLIP_NAMES,
      of: Int32Array.from(classesOf, ([first = -1]) => first),
      countsAs,
    },
    note: `The labels are ObjectNet's: ${overlap} of them are classes of ImageNet, some several, of which each is right.${rest}`,
  };
}

/**
 * The column with class names as its values; "missile" and "sunglasses", which name two classes each, include
 * their ids.
 */
function renamed(
  label: CategoryColumn,
  of: Int32Array,
  names: readonly string[],
  ids: readonly string[],
): CategoryColumn {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const values = label.values.map((value, v) => {
    const name = names[of[v]];
    if (name === undefined) return value;
    return (counts.get(name) ?? 0) > 1 ? `${name} (${ids[of[v]]})` : name;
  });
  return { ...label, values };
}
