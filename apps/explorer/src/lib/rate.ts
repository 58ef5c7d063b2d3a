/** How fast a job goes and how long it still takes, from the last seconds of what it reported. */
export class RateMeter {
  #marks: { time: number; done: number }[] = [];

  /** `windowMs`: how far back the rate looks. */
  constructor(readonly windowMs = 8000) {}

  /** Records that `done` were finished at `time` (milliseconds). A smaller `done` than before starts over. */
  add(done: number, time: number): void {
    const last = this.#marks.at(-1);
    if (last && done < last.done) this.#marks = [];
    this.#marks.push({ time, done });
    while (this.#marks.length > 2 && time - this.#marks[1].time > this.windowMs) this.#marks.shift();
  }

  /** Finished per second, or undefined before there is enough to tell. */
  get perSecond(): number | undefined {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (!first || !last || last.time - first.time < 300 || last.done === first.done) return undefined;
    return ((last.done - first.done) / (last.time - first.time)) * 1000;
  }

  /** Seconds until `total` are finished, or undefined while the rate is unknown. */
  secondsLeft(total: number): number | undefined {
    const rate = this.perSecond;
    const last = this.#marks.at(-1);
    return rate && last ? (total - last.done) / rate : undefined;
  }
}
