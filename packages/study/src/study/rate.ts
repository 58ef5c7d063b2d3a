/** Estimates a job's rate and remaining time from its progress reports of the last seconds. */
export class RateMeter {
  #marks: { time: number; done: number }[] = [];

  /** `windowMs`: length of the averaging window, in milliseconds. */
  constructor(readonly windowMs = 8000) {}

  /**
   * Records that `done` items were finished at `time` (milliseconds). A smaller `done` than before starts
   * over.
   */
  add(done: number, time: number): void {
    const last = this.#marks.at(-1);
    if (last && done < last.done) this.#marks = [];
    this.#marks.push({ time, done });
    while (this.#marks.length > 2 && time - this.#marks[1].time > this.windowMs) this.#marks.shift();
  }

  /** Items finished per second; undefined until there is enough data. */
  get perSecond(): number | undefined {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (!first || !last || last.time - first.time < 300 || last.done === first.done) return undefined;
    return ((last.done - first.done) / (last.time - first.time)) * 1000;
  }

  /** Seconds until `total` items are finished; undefined while the rate is unknown. */
  secondsLeft(total: number): number | undefined {
    const rate = this.perSecond;
    const last = this.#marks.at(-1);
    return rate && last ? (total - last.done) / rate : undefined;
  }
}
