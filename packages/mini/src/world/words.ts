/** Names of things that the renditions draw too, at most six letters long. */
export const thingWords = (
  "cat dog cow pig fox owl bee ant bat rat duck frog bear lion wolf deer goat crab fish swan shark whale snake " +
  "snail horse apple pear peach lemon mango corn egg bread pizza taco cake pie milk bus car taxi train tram ship " +
  "boat plane rocket key lock bell drum book pen pencil clock chair bed door house tent castle tree leaf rose " +
  "tulip sun moon star heart cloud rain snow fire crown hat shoe sock dress shirt ring ball kite robot ghost " +
  "hand foot ear eye nose mouth bone anchor brick radio violin magnet ladder"
).split(" ");

/** Words of signs. */
export const signWords =
  "stop open exit sale go yes no hello love free new wait push pull shop hot cold menu hotel help safe closed".split(
    " ",
  );

/** Every word that a drawing may spell, in lower case. */
export const words: readonly string[] = [...thingWords, ...signWords];

/** The letters, in upper case. */
export const letters: readonly string[] = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** The whole numbers that a drawing may show, 0 to 20, as digits. */
export const numbers: readonly string[] = Array.from({ length: 21 }, (_, n) => `${n}`);

/** Names of the numbers zero to ten. */
export const numberNames = "zero one two three four five six seven eight nine ten".split(" ");

/** A noun phrase with its indefinite article: "an orange circle". */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}
