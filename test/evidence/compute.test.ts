import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDataset } from "@clipscope/datasets";
import {
  type ClassList,
  type DataSpec,
  embedDataset,
  evaluateZeroShot,
  localCompute,
  type ModelRef,
  openEncoder,
} from "@clipscope/study";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeImages } from "./images.mjs";

const path = join(import.meta.dirname, "model");
const model: ModelRef = { kind: "path", path };
const templates = ["a {}", "a sketch of a {}"];
const labels: ClassList = { classes: [], base: "labels" };
let folder: string;
let data: DataSpec;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-compute-"));
  await writeImages(folder);
  data = { ref: { kind: "path", path: folder }, roles: {} };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("scores", () => {
  test("are those of evaluateZeroShot, in every digit, with the same record", async () => {
    const compute = localCompute();
    const found = await compute.scores({ data, model, seed: 42, classes: labels, templates });
    const dataset = await openDataset(folder);
    const encoder = await openEncoder({ kind: "path", path });
    const images = await embedDataset(dataset, encoder);
    const { result, manifest } = await evaluateZeroShot({ dataset, images, encoder, templates });
    const { confusion: _, ...expected } = result;
    const { manifest: own, ...scores } = found;
    expect(scores).toEqual(expected);
    expect({ ...own, created: "" }).toEqual({ ...manifest, created: "" });
    encoder.dispose();
    compute.dispose();
  });
});
