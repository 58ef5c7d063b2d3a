import {
  Computation,
  type CorruptedImage,
  type CorruptedPicture,
  type CorruptImageRequest,
  classListOf,
  type Derived,
  type OneImage,
  type Study,
} from "@clipscope/study";
import { type Signal, signal } from "@preact/signals-core";

/** The image to corrupt: a row of the open data, or a file of the user's. */
export type ChosenImage = { row: number } | { file: File };

type Kind = CorruptImageRequest["kind"];

/** Corrupted images of one study, cached while it is open. */
class Corrupted {
  readonly paths = new Computation<CorruptedImage>();
  readonly pictures = new Computation<readonly CorruptedPicture[]>({ count: 4 });
  readonly known = new Map<string, Signal<readonly CorruptedPicture[]>>();

  knownOf(key: string): Signal<readonly CorruptedPicture[]> {
    const known = this.known.get(key) ?? signal<readonly CorruptedPicture[]>([]);
    this.known.set(key, known);
    return known;
  }
}

const all = new WeakMap<Study, Corrupted>();

function of(study: Study): Corrupted {
  const known = all.get(study) ?? new Corrupted();
  all.set(study, known);
  return known;
}

const files = new WeakMap<File, number>();
let next = 0;

/** Identifies an image under the study's model, for use in keys. */
function keyOf(study: Study, image: ChosenImage): string {
  const model = study.model().value?.id;
  if ("row" in image) return JSON.stringify([model, study.dataset().value?.hash, image.row]);
  const id = files.get(image.file) ?? next++;
  files.set(image.file, id);
  return JSON.stringify([model, `file ${id}`]);
}

function oneImage(study: Study, image: ChosenImage): OneImage {
  const { model, data: ref, roles } = study.doc.peek();
  return { model, image, ...("row" in image && ref && { data: { ref, roles } }) };
}

/** The image at every severity of a corruption, with the active texts. */
export function pathOf(study: Study, image: ChosenImage, kind: Kind, title: string): Derived<CorruptedImage> {
  const { texts, active } = study.doc.value;
  const set = texts.find(({ id }) => id === active);
  const classes = study.classes();
  const templates = study.templates();
  return of(study).paths.ask({
    key: JSON.stringify([keyOf(study, image), kind, classes, templates]),
    use: keyOf(study, image),
    work: ({ signal }) =>
      study.jobs.run({ title, unit: "", signal }, (how) =>
        study.compute.corruptImage(
          {
            ...oneImage(study, image),
            kind,
            templates,
            classes: set ? classListOf(classes, set) : { classes: [], base: "given" },
          },
          how,
        ),
      ),
  });
}

/** Pictures of the image under every kind and severity, as far as they are made, and the state of making them. */
export function picturesOf(
  study: Study,
  image: ChosenImage,
  title: string,
): { made: Derived<readonly CorruptedPicture[]>; pictures: readonly CorruptedPicture[] } {
  const key = keyOf(study, image);
  const own = of(study);
  const known = own.knownOf(key);
  const made = own.pictures.ask({
    key,
    work: ({ signal }) =>
      study.jobs.run({ title, unit: "", signal }, async (how) => {
        known.value = [];
        await study.compute.corruptPictures(oneImage(study, image), {
          ...how,
          onPartial: (picture) => {
            known.value = [...known.peek(), picture];
          },
        });
        return known.peek();
      }),
  });
  return { made, pictures: known.value };
}
