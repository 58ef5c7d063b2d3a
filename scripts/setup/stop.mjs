/** A failure that the person at the keyboard can act on: its message is one sentence that says what to do. */
export class Stop extends Error {
  name = "Stop";
}
