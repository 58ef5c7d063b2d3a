import fc from "fast-check";
import { expect, it } from "vitest";
import { sumExponentials } from "./sum-exponentials.js";

it("a sum of exponentials is that of Math.exp", () => {
  const logit = fc.oneof(
    fc.double({ min: -70, max: 0, noNaN: true }),
    fc.double({ min: -1e9, max: 0, noNaN: true }),
    fc.constantFrom(0, Number.NEGATIVE_INFINITY, Number.NaN),
  );
  fc.assert(
    fc.property(fc.array(logit, { maxLength: 50 }), fc.double({ min: -1e3, max: 1e3 }), (below, best) => {
      fc.pre(Number.isFinite(best));
      const logits = Float64Array.of(best, ...below.map((value) => best + value));
      let expected = 0;
      for (const value of logits) expected += Number.isNaN(value) ? 0 : Math.exp(value - best);
      expect(Math.abs(sumExponentials(logits, best) - expected)).toBeLessThanOrEqual(1e-14 * expected);
    }),
    { numRuns: 2000 },
  );
});
