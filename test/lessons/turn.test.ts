import { expect, test } from "vitest";
import { turn } from "../../notebooks/lesson/turn.js";

test("turns come in the order of the calls, each in a task of its own", async () => {
  const said: string[] = [];
  const one = async (name: string) => {
    await turn();
    said.push(name);
    // What follows a turn in microtasks runs before the next turn.
    await Promise.resolve();
    said.push(`after ${name}`);
  };
  await Promise.all(["a", "b", "c"].map(one));
  expect(said).toEqual(["a", "after a", "b", "after b", "c", "after c"]);
  await one("d");
  expect(said.at(-1)).toBe("after d");
});
