import { Computation, type Derived, type Study } from "@clipscope/study";
import { type Signal, signal } from "@preact/signals-core";

/** A call of one of the program's own methods, shown as a job while it runs. */
export interface Asked {
  /** The method, as registered where the program computes. */
  name: string;
  argument: object;
  /** Title of the job. */
  title: string;
  /** Whether the parts reported so far are sent along as `known`, so that an interrupted call goes on. */
  resumes?: boolean;
}

/** Results of the program's own methods for one study, kept for as long as it is open. */
class OwnResults {
  readonly computation = new Computation<unknown>();
  readonly parts = new Map<string, Signal<readonly unknown[]>>();
  /** Keys of computations that wait for a button and were started with it. */
  readonly started: Signal<ReadonlySet<string>> = signal(new Set());

  partsOf(key: string): Signal<readonly unknown[]> {
    const known = this.parts.get(key);
    if (known) return known;
    const made = signal<readonly unknown[]>([]);
    this.parts.set(key, made);
    return made;
  }
}

const results = new WeakMap<Study, OwnResults>();

function of(study: Study): OwnResults {
  const known = results.get(study);
  if (known) return known;
  const made = new OwnResults();
  results.set(study, made);
  return made;
}

const keyOf = ({ name, argument }: Asked) => JSON.stringify([name, argument]);

/** The value of a method of the program, computed when it is first asked for. */
export function askFor<T>(study: Study, asked: Asked): Derived<T> {
  const { name, argument, title, resumes = false } = asked;
  const key = keyOf(asked);
  const own = of(study);
  return own.computation.ask({
    key,
    use: key,
    work: ({ signal }) => {
      const parts = own.partsOf(key);
      if (!resumes) parts.value = [];
      const known = resumes ? { known: parts.peek() } : {};
      return study.jobs.run({ title, unit: "", signal }, (how) =>
        study.compute.extension<unknown>(
          { name, argument: { ...argument, ...known } },
          {
            ...how,
            onPartial: (part) => {
              parts.value = [...parts.peek(), part];
            },
          },
        ),
      );
    },
  }) as Derived<T>;
}

/** Parts of a value that were reported so far, in order; they stay after a cancellation. */
export function partsFor<P>(study: Study, asked: Asked): readonly P[] {
  return of(study).partsOf(keyOf(asked)).value as readonly P[];
}

/** Whether a computation that takes long was started by a button. */
export function isStarted(study: Study, key: string): boolean {
  return of(study).started.value.has(key);
}

/** Notes that a computation that takes long was started. */
export function start(study: Study, key: string): void {
  const { started } = of(study);
  started.value = new Set([...started.peek(), key]);
}
