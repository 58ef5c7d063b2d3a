import { Computation, type Derived, type Study } from "@clipscope/study";
import { type Signal, signal } from "@preact/signals-core";

/** A call of an extension of `Compute`, shown as a job while it runs. */
export interface Asked {
  /** Name of the extension. */
  name: string;
  argument: object;
  /** Title of the job. */
  title: string;
  /** Whether the parts reported so far are passed as `known`, so that an interrupted call continues. */
  resumes?: boolean;
}

/** Results of extensions for one study, cached while it is open. */
class OwnResults {
  readonly computation = new Computation<unknown>();
  readonly parts = new Map<string, Signal<readonly unknown[]>>();
  /** Keys of the computations that the user started with a button. */
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

/** The result of an extension, computed on demand. */
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

/** Partial results reported so far, in order; kept after a cancellation. */
export function partsFor<P>(study: Study, asked: Asked): readonly P[] {
  return of(study).partsOf(keyOf(asked)).value as readonly P[];
}

/** Whether the user started a long computation. */
export function isStarted(study: Study, key: string): boolean {
  return of(study).started.value.has(key);
}

/** Marks a long computation as started. */
export function start(study: Study, key: string): void {
  const { started } = of(study);
  started.value = new Set([...started.peek(), key]);
}
