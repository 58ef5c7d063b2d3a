import { expect, it } from "vitest";
import { GivenFiles, isNamed } from "./given-files.js";

const folder = (text: string, lastModified = 1) => [
  { path: "photos/a.txt", file: new File([text], "a.txt", { lastModified }) },
];

it("tells folders of one name apart, and keeps the name of files that are given again", () => {
  const given = new GivenFiles();
  expect(given.take("photos", folder("one"))).toBe("photos");
  expect(given.take("photos", folder("other"))).toBe("photos (2)");
  expect(given.take("photos", folder("one"))).toBe("photos");
  expect(given.take("photos", folder("other"))).toBe("photos (2)");
  expect(given.take("photos", folder("one", 2))).toBe("photos (3)");
});

it("takes changed files for those that a reference lacks", () => {
  const given = new GivenFiles();
  given.take("photos", folder("one"));
  given.replace("photos", folder("one", 2));
  expect(given.take("photos", folder("one", 2))).toBe("photos");
  expect(isNamed("photos (2)", "photos")).toBe(true);
  expect(isNamed("photos", "sketches")).toBe(false);
});
