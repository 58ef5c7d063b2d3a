import type { TokenizedText } from "@clipscope/charts";
import { element, padded, type State, withButton } from "../state.js";

const [width, height] = [560, 250];
/** Words, "|" between their pieces; ids are made up, but the same on every run. */
function tokenized(text: string, words: string, contextLength = 77): TokenizedText {
  const tokens = words
    .split(" ")
    .flatMap((word) =>
      word.split("|").map((piece, i, all) => (i === all.length - 1 ? `${piece}</w>` : piece)),
    );
  const ids = tokens.map((token) =>
    [...token].reduce((sum, each) => (sum * 31 + (each.codePointAt(0) ?? 0)) % 49_000, 7),
  );
  return { text, tokens, ids, contextLength, startId: 49_406, endId: 49_407 };
}
const tokens = (value: TokenizedText, pointed?: number) => padded(element("clip-tokens", { value, pointed }));
const long =
  "a very long description of one and the same photograph of a small town by the sea with boats and gulls";

export const states: readonly State[] = [
  {
    name: "empty",
    width: 370,
    height: 130,
    make: () =>
      padded(
        withButton(element("clip-tokens", { message: "Type a text to see its tokens." }), "Take an example"),
      ),
  },
  { name: "loading", width: 370, height: 130, make: () => padded(element("clip-tokens", { busy: true })) },
  {
    name: "failed",
    width: 370,
    height: 130,
    make: () =>
      padded(
        withButton(
          element("clip-tokens", { message: "The tokenizer could not be read: the file is damaged." }),
          "Try again",
        ),
      ),
  },
  { name: "one word", width, height: 130, make: () => tokens(tokenized("cat", "cat")) },
  {
    name: "changed text, a split word, a piece pointed to",
    width,
    height,
    make: () => tokens(tokenized("  A Photo of a   Xylophonist ", "a photo of a xy|lo|phon|ist"), 5),
  },
  { name: "no text", width, height: 130, make: () => tokens({ ...tokenized("", "x"), tokens: [], ids: [] }) },
  {
    name: "parts of characters",
    width,
    height,
    make: () => tokens(tokenized("I ❤ naïve cats", "i âĿ|¤ naÃ¯ve cats")),
  },
  {
    name: "too long",
    width,
    height: 250,
    make: () => tokens(tokenized(long, long, 16)),
  },
  {
    name: "on a phone",
    width: 350,
    height: 400,
    make: () =>
      tokens(tokenized("A rhombicosidodecahedron, drawn", "a rh|om|bic|os|id|ode|cahed|ron , drawn")),
  },
];
