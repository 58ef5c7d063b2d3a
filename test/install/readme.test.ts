// A stranger's first minute: the first example of each README, in a project into which npm has installed what it names.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "../../scripts/setup/places.mjs";
import { takePhotos } from "./photos.js";
import { project, published } from "./project.js";

interface Example {
  language: string;
  source: string;
  /** The \`\`\`text block after it. */
  prints: string;
}

/** The examples of a README after which it says what they print. */
async function examplesOf(home: string): Promise<Example[]> {
  const readme = await readFile(join(root, home, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
    language,
    text,
  }));
  return blocks.flatMap(({ language, text }, i) => {
    const next = blocks[i + 1];
    if (!["js", "sh"].includes(language) || next?.language !== "text") return [];
    return [{ language, source: text, prints: next.text.trim() }];
  });
}

test.each(published)("the first example of $name prints what its README says", async ({ home, name }) => {
  const [example] = await examplesOf(home);
  if (!example)
    throw new Error(`${home}/README.md has no example (js or sh) with what it prints (text) after it.`);
  const named = example.source.match(/@clipscope\/[a-z]+/g) ?? [];
  const { folder, node, run } = await project({ packages: [...new Set([name, ...named])].sort() });
  await takePhotos(folder);
  const { stdout, stderr } =
    example.language === "sh" ? await run("sh", ["-e", "-c", example.source]) : await node(example.source);
  expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: example.prints, stderr: "" });
});

// Not installed anew: the drawings that the repository has drawn already are taken.
test("the renditions' example prints what the README of datasets says", async () => {
  const example = (await examplesOf("datasets")).find(({ source }) => source.includes("prepareRenditions"));
  const { source, prints } = example as Example;
  const args = ["--input-type=module", "-e", source];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: join(root, "datasets") });
  expect(stdout.trim()).toBe(prints);
});
