import { expect, test } from "vitest";
import { once } from "./once.js";

test("what is opened once is shared by all callers, and tried again after a failure", async () => {
  let calls = 0;
  const open = once(async () => {
    calls++;
    if (calls === 1) throw new Error("The disk is gone.");
    return { calls };
  });
  await expect(Promise.all([open(), open()])).rejects.toThrow("The disk is gone.");
  const [first, second] = await Promise.all([open(), open()]);
  expect(first).toBe(second);
  expect(await open()).toEqual({ calls: 2 });
});
