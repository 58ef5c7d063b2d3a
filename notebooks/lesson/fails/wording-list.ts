/** Ways to say the same: that a drawing shows a thing. Written before any was measured. */
export const WORDINGS: readonly string[] = [
  "{}",
  "a drawing of {}",
  "a picture of {}",
  "an image of {}",
  "the drawing of {}",
  "one drawing of {}",
  "drawing of {}",
  "this is {}",
  "this is a drawing of {}",
  "this shows {}",
  "here is {}",
  "we see {}",
  "a drawing that shows {}",
  "somebody drew {}",
  "{} in a drawing",
  "a drawing: {}",
];
