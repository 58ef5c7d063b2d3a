/**
 * A method that `record` can run: input data, JSON-serializable options, and a result. Each is defined next
 * to its method, so that programs bundle only those they use.
 */
export interface Experiment<I extends object, O extends object, R> {
  /** The manifest's `kind`: lower-case ASCII words joined by hyphens. */
  readonly id: string;
  run(inputs: I, options: O): R | Promise<R>;
  /** Default seed or seeds of a random method, recorded if none is given. */
  readonly random?: { seed?: number; seeds?: readonly number[] };
}
