/** Milliseconds of work before the page gets a chance to respond. */
const SLICE = 8;

/** Runs long work in parts between which the page stays responsive. New work replaces work that is not finished. */
export class Background {
  #timer = 0;

  start(work: Iterator<void>): void {
    this.stop();
    const step = () => {
      const until = performance.now() + SLICE;
      do {
        if (work.next().done) {
          this.#timer = 0;
          return;
        }
      } while (performance.now() < until);
      this.#timer = window.setTimeout(step, 4);
    };
    this.#timer = window.setTimeout(step, 0);
  }

  get busy(): boolean {
    return this.#timer !== 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }
}
