import { expect, test } from "vitest";
import { DescribedEncoder, describeEncoder } from "./described-encoder.js";
import { openEncoder } from "./open-encoder.js";

const model = new URL("../../../../test/evidence/model", import.meta.url).pathname;
const open = () => openEncoder(model, { engine: "onnx", backend: "wasm" });

test("a described model gives the same facts as the model, and is loaded once, when something must be computed", async () => {
  const encoder = await open();
  let loads = 0;
  const described = new DescribedEncoder(JSON.parse(JSON.stringify(describeEncoder(encoder))), () => {
    loads++;
    return open();
  });
  const { id, width, logitScale, contextLength, parameters, imageSize } = encoder;
  expect(described).toMatchObject({ id, width, logitScale, contextLength, parameters, imageSize });
  for (const asked of [undefined, { orientation: "as-stored" as const, background: [1, 2, 3] as const }]) {
    expect(JSON.stringify(described.decoding(asked))).toBe(JSON.stringify(encoder.decoding(asked)));
  }
  expect(described.clip).toBeUndefined();
  expect(() => described.tokens("a ring")).toThrow(/call load\(\) first/);
  expect(loads).toBe(0);
  const [a, b] = await Promise.all([described.embedTexts(["a ring"]), described.embedTexts(["a ring"])]);
  const expected = await encoder.embedTexts(["a ring"]);
  expect(a.data).toEqual(expected.data);
  expect(b.data).toEqual(expected.data);
  expect(loads).toBe(1);
  expect(described.tokens("a ring")).toEqual(encoder.tokens("a ring"));
  expect(described.clip?.hash).toBe(id.hash);
  encoder.dispose();
  described.dispose();
});

test("another model than the described one is refused, and a failed attempt can be repeated", async () => {
  const encoder = await open();
  const description = describeEncoder(encoder);
  encoder.dispose();
  const other = new DescribedEncoder({ ...description, id: { ...description.id, hash: "other" } }, open);
  await expect(other.embedTexts(["a ring"])).rejects.toMatchObject({
    code: "bad-file",
    message: expect.stringMatching(/made by a different .*prepare them again/),
  });
  let tries = 0;
  const late = new DescribedEncoder(description, () =>
    tries++ === 0 ? Promise.reject(new Error("offline")) : open(),
  );
  await expect(late.load()).rejects.toThrow("offline");
  await late.load();
  expect(late.clip).toBeDefined();
  late.dispose();
});
