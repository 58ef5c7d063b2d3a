import type { AttackCase, Question } from "@clipscope/mini/world";
import { ClipscopeError, type RgbImage } from "@clipscope/types";

/** Drawings that are made when the lessons are built: questions about scenes, and cases of the typographic attack. */
export interface Drawn {
  questions: readonly Question[];
  attack: readonly AttackCase[];
}

/** Name of their file, which the build puts beside the lessons. */
export const DRAWN_FILE = "drawn.bin.gz";

/** Side of every drawing in pixels. */
const SIDE = 64;
const BYTES = SIDE * SIDE * 3;
const KINDS = ["plain", "blank", "labeled"] as const;

/** Header of the file: its drawings, whose pixels follow in this order. */
interface Head {
  questions: Omit<Question, "image">[];
  attack: Pick<AttackCase, "thing" | "word">[];
}

/** The drawings as one gzipped file: length of the head, the head as JSON, then the RGB bytes of every drawing. */
export async function packDrawn({ questions, attack }: Drawn): Promise<Uint8Array> {
  const head: Head = {
    questions: questions.map(({ task, choices, answer }) => ({ task, choices, answer })),
    attack: attack.map(({ thing, word }) => ({ thing, word })),
  };
  const words = new TextEncoder().encode(JSON.stringify(head));
  const images = [
    ...questions.map(({ image }) => image),
    ...attack.flatMap((each) => KINDS.map((kind) => each[kind])),
  ];
  const file = new Uint8Array(4 + words.length + images.length * BYTES);
  new DataView(file.buffer).setUint32(0, words.length);
  file.set(words, 4);
  for (const [i, { data }] of images.entries()) file.set(data, 4 + words.length + i * BYTES);
  return through(file, new CompressionStream("gzip"));
}

/** The drawings of a file of `packDrawn`. Throws `bad-argument` if the file does not have as many as it says. */
export async function unpackDrawn(packed: Uint8Array<ArrayBuffer>): Promise<Drawn> {
  const file = await through(packed, new DecompressionStream("gzip"));
  const start = 4 + new DataView(file.buffer).getUint32(0);
  const head = JSON.parse(new TextDecoder().decode(file.subarray(4, start))) as Head;
  const count = head.questions.length + KINDS.length * head.attack.length;
  if (file.length !== start + count * BYTES) {
    throw new ClipscopeError(
      "bad-argument",
      `The file of drawings has ${file.length - start} bytes for ${count} drawings of ${BYTES}: build the lessons again.`,
    );
  }
  const image = (i: number): RgbImage => ({
    width: SIDE,
    height: SIDE,
    data: file.slice(start + i * BYTES, start + (i + 1) * BYTES),
  });
  const first = head.questions.length;
  return {
    questions: head.questions.map((each, i) => ({ ...each, image: image(i) })),
    attack: head.attack.map((each, i) => {
      const [plain, blank, labeled] = KINDS.map((_, kind) => image(first + KINDS.length * i + kind));
      return { ...each, plain, blank, labeled };
    }),
  };
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}
