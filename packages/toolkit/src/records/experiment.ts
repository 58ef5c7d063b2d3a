/**
 * A method that `record` can run: data in, options that JSON holds, a result. Each stands beside its method, so that a
 * program bundles those that it uses.
 */
export interface Experiment<I extends object, O extends object, R> {
  /** The manifest's `kind`: lower-case ASCII words with hyphens. */
  readonly id: string;
  run(inputs: I, options: O): R | Promise<R>;
  /** The default of whatever is random, which is recorded where it is not given. */
  readonly random?: { seed?: number; seeds?: readonly number[] };
}
