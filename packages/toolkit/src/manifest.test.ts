import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { createManifest, hashTexts } from "./manifest.js";

it("hashes lists of texts as Node's SHA-256 does", async () => {
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  expect(await hashTexts(["a {}", "ü"])).toBe(sha256('["a {}","ü"]'));
  expect(await hashTexts(["ab"])).not.toBe(await hashTexts(["a", "b"]));
});

it("records when a result was made, and survives JSON", () => {
  const manifest = createManifest({
    kind: "zero-shot",
    model: { name: "mini", dtype: "float32", backend: "wasm" },
    dataset: { name: "renditions/twemoji", hash: "0".repeat(64), rows: 1640 },
    options: { topK: 5 },
    versions: { "@clipscope/toolkit": "0.1.0" },
  });
  expect(Math.abs(Date.parse(manifest.created) - Date.now())).toBeLessThan(10_000);
  expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest);
});
