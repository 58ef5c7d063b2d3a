import { expect, test } from "vitest";
import { accuracyByAnotherPath, explorer, shownAccuracy } from "./explorer.js";

const { open } = explorer();

test("the accuracy over all of Twemoji's concepts is the one that a script computes by another path", async () => {
  const { page, leave } = await open("view=classify&n=all");
  const [expected] = await accuracyByAnotherPath("--rendition", "twemoji");
  expect(await shownAccuracy(page)).toEqual({ correct: expected.correct, total: expected.total });
  expect(expected.total).toBeGreaterThan(1600);
  await leave();
});

test("and so is the one over fewer classes, two renditions and an ensemble of templates", async () => {
  const templates = ["{}", "a drawing of {}", "an emoji of {}"];
  const { page, leave } = await open(
    `view=classify&r=twemoji,openmoji&n=80&seed=7${templates.map((each) => `&t=${encodeURIComponent(each)}`).join("")}`,
  );
  const expected = await accuracyByAnotherPath(
    ...["--rendition", "twemoji", "--rendition", "openmoji", "--classes", "80", "--seed", "7"],
    ...templates.flatMap((each) => ["--template", each]),
  );
  expect(await shownAccuracy(page)).toEqual({
    correct: expected[0].correct + expected[1].correct,
    total: expected[0].total + expected[1].total,
  });
  await leave();
});
