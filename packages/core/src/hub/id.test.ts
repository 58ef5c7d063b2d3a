import { expect, test } from "vitest";
import { parseHubId } from "./id.js";

test.each([
  ["openai/clip-vit-base-patch32", "openai/clip-vit-base-patch32", "main"],
  ["laion/CLIP-ViT-B-32-laion2B-s34B-b79K@v1.0", "laion/CLIP-ViT-B-32-laion2B-s34B-b79K", "v1.0"],
  ["a/b@refs/pr/1", "a/b", "refs/pr/1"],
  ["a/b@0123456789012345678901234567890123456789", "a/b", "0123456789012345678901234567890123456789"],
])("%s is a model on the hub", (text, repo, revision) => {
  expect(parseHubId(text)).toEqual({ repo, revision });
});

// The rules of huggingface_hub.utils.validate_repo_id, and what is a path or a URL.
test.each([
  "mini",
  "./models/mini",
  "../mini",
  "models/mini/",
  "/models/mini",
  "a/b/c",
  "a\\b",
  "C:/mini",
  "~/mini",
  "https://huggingface.co/openai/clip-vit-base-patch32",
  "a--b/c",
  "a/b..c",
  "a/b.git",
  "a/.b",
  "-a/b",
  "a/b-",
  `a/${"b".repeat(97)}`,
  "a b/c",
  "a/b@",
  "",
])("%j is not", (text) => {
  expect(parseHubId(text)).toBeUndefined();
});

test.each([
  "../main",
  "a/../b",
  "/main",
  "a//b",
  "main/",
  ".hidden",
  "a b",
  "a\u0000",
  "main.lock",
  "a\\b",
  "x@y",
])("a/b@%j has no revision", (revision) => {
  expect(() => parseHubId(`a/b@${revision}`)).toThrow(expect.objectContaining({ code: "bad-argument" }));
});
