/** Minimum score per letter of a match whose letters are scattered. */
const LEAST = 3;

/**
 * How well a text matches what is typed: its letters must occur in order, and score more at the beginnings of words and
 * next to each other. Undefined if a letter is missing or the letters are too scattered; 0 if nothing is typed. Case
 * and accents don't matter.
 */
export function fuzzyScore(typed: string, text: string): number | undefined {
  const wanted = plain(typed).replace(/\s+/g, "");
  const given = plain(text);
  const whole = given.indexOf(plain(typed).trim());
  if (wanted === "") return 0;
  // A text that contains what is typed scores above any in which the letters are scattered.
  if (whole >= 0)
    return (
      1000 -
      Math.min(200, whole) -
      Math.min(200, given.length - wanted.length) / 2 +
      (isStart(given, whole) ? 300 : 0)
    );
  let score = 0;
  let at = -1;
  for (const letter of wanted) {
    const found = nextPlace(given, letter, at);
    if (found < 0) return undefined;
    score += found === at + 1 ? 8 : isStart(given, found) ? 6 : 0;
    score -= Math.min(6, found - at - 1) / 2;
    at = found;
  }
  return score < LEAST * wanted.length ? undefined : score - given.length / 50;
}

/** The next place of a letter: right behind the last one, else at the beginning of a word, else anywhere. */
function nextPlace(text: string, letter: string, after: number): number {
  if (text[after + 1] === letter) return after + 1;
  const anywhere = text.indexOf(letter, after + 1);
  for (let at = anywhere; at >= 0; at = text.indexOf(letter, at + 1)) if (isStart(text, at)) return at;
  return anywhere;
}

const isStart = (text: string, at: number): boolean => at === 0 || /[\s/_.:,(“-]/.test(text[at - 1]);

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
