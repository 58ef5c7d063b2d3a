import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { imageFiles, imageFolder } from "./image-folder.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "images-"));
  for (const path of [
    "dog/b.PNG",
    "dog/puppies/a.jpeg",
    "cat/1.webp",
    "cat/notes.txt",
    "cat/.DS_Store.png",
    "loose.gif",
  ]) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), "");
  }
  await mkdir(join(folder, "empty"));
  await symlink(join(folder, "loose.gif"), join(folder, "cat", "linked.gif"));
  await symlink(join(folder, "gone.gif"), join(folder, "cat", "broken.gif"));
});
afterAll(() => rm(folder, { recursive: true }));

const expected = {
  names: ["cat/1.webp", "cat/linked.gif", "dog/b.PNG", "dog/puppies/a.jpeg", "loose.gif"],
  labels: Int32Array.of(0, 0, 1, 1, -1),
  classNames: ["cat", "dog"],
};

describe("imageFolder", () => {
  test("takes subfolders as classes and passes over what is no image", async () => {
    const dataset = await imageFolder(folder);
    expect(dataset).toMatchObject(expected);
    expect(dataset.images).toEqual(expected.names.map((name) => join(folder, name)));
  });

  test("says so when there is no folder or no image", async () => {
    await expect(imageFolder(join(folder, "none"))).rejects.toMatchObject({ code: "not-found" });
    await expect(imageFolder(join(folder, "empty"))).rejects.toThrow(/empty holds no image/);
  });
});

describe("imageFiles", () => {
  const file = (path: string) => {
    const made = new File([], path.slice(path.lastIndexOf("/") + 1));
    Object.defineProperty(made, "webkitRelativePath", { value: path });
    return made;
  };

  test("reads a chosen folder as imageFolder reads it", () => {
    const files = [
      "loose.gif",
      "dog/puppies/a.jpeg",
      "dog/b.PNG",
      "cat/notes.txt",
      "cat/1.webp",
      "cat/linked.gif",
    ];
    const dataset = imageFiles(files.map((path) => file(`pets/${path}`)));
    expect(dataset).toMatchObject(expected);
    expect(dataset.images[0].name).toBe("1.webp");
  });

  test("takes dropped files without classes", () => {
    const dataset = imageFiles([new File([], "b.png"), new File([], "a.png")]);
    expect(dataset).toMatchObject({
      names: ["a.png", "b.png"],
      labels: Int32Array.of(-1, -1),
      classNames: [],
    });
  });

  test("says so when none is an image", () => {
    expect(() => imageFiles([new File([], "a.pdf")])).toThrow(/holds no image/);
  });
});
