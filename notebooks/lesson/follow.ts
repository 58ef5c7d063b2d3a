import type { Derived } from "@clipscope/study";
import { effect } from "@preact/signals-core";

/**
 * A value of a study for a cell, followed as the study changes: `const scores = follow(() => study.scores())`. The
 * cells below run when it is done, and again for each new value. Its failure is theirs.
 */
export function follow<T>(read: () => Derived<T>): AsyncGenerator<T> {
  return observe<T>((notify, fail) =>
    effect(() => {
      const { status, value, error } = read();
      if (status === "done" && value !== undefined) notify(value);
      else if (status === "failed" || status === "missing") fail(error);
    }),
  );
}

async function* observe<T>(
  start: (notify: (value: T) => void, fail: (error: unknown) => void) => () => void,
): AsyncGenerator<T> {
  let wake = () => {};
  let next: { value: T } | { error: unknown } | undefined;
  const put = (what: typeof next) => {
    next = what;
    wake();
  };
  const stop = start(
    (value) => put({ value }),
    (error) => put({ error }),
  );
  try {
    for (;;) {
      if (!next) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const now = next as { value: T } | { error: unknown };
      next = undefined;
      if ("error" in now) throw now.error;
      yield now.value;
    }
  } finally {
    stop();
  }
}
