import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCheckpoint } from "@clipscope/core";
import { describe, expect, test } from "vitest";
import { TOKEN } from "./server.mjs";
import { bodies, files, REPO, rest, useHub, WEIGHTS } from "./setup.js";

const place = useHub();

/** The error that loading fails with. */
async function refusal(source = REPO, hub = {}): Promise<{ code: string; message: string }> {
  return readCheckpoint(source, { hub: { ...place.options, retries: 1, ...hub } }).then(
    () => ({ code: "none", message: "it loaded" }),
    ({ code, message }) => ({ code, message }),
  );
}

describe("the hub's refusals say what to do", () => {
  test("a model that is not there, or is private", async () => {
    const { code, message } = await refusal("someone/unknown");
    expect(code).toBe("not-found");
    expect(message).toContain(`There is no model someone/unknown at ${place.hub.endpoint}, or it is private`);
    expect(message).toContain("HF_TOKEN");
    expect(message).toContain('There is no file or folder "someone/unknown" here');
    expect(await refusal("someone/unknown", { token: TOKEN })).toMatchObject({ code: "not-found" });
    expect(place.hub.requests.length).toBe(2); // no tries again
  });

  test("a revision that is not there", async () => {
    const { code, message } = await refusal(`${REPO}@v9`);
    expect(code).toBe("not-found");
    expect(message).toContain("no such revision");
  });

  test("a gated model, without a token and with one that is not enough", async () => {
    place.hub.models[REPO].gated = true;
    const { code, message } = await refusal();
    expect(code).toBe("access-denied");
    expect(message).toContain(`Request access at ${place.hub.endpoint}/${REPO}, then pass a token`);
    place.hub.fault = ({ path }) =>
      path.includes("/resolve/") ? { status: 403, headers: { "x-error-code": "GatedRepo" } } : undefined;
    const second = await refusal(REPO, { token: TOKEN });
    expect(second.code).toBe("access-denied");
    expect(second.message).toContain("the account of the given token has no access");
    place.hub.fault = () => undefined;
    expect(await refusal(REPO, { token: TOKEN })).toMatchObject({ code: "none" });
  });

  test("a token that is not valid", async () => {
    const { code, message } = await refusal(REPO, { token: "hf_expired" });
    expect(code).toBe("access-denied");
    expect(message).toContain("does not accept the token");
    expect(message).not.toContain("hf_expired");
    expect(await refusal(REPO, { token: "two words" })).toMatchObject({ code: "bad-argument" });
  });

  test("a file that the list has and the hub has not", async () => {
    place.hub.fault = ({ path }) =>
      path.endsWith("vocab.json") ? { status: 404, headers: { "x-error-code": "EntryNotFound" } } : undefined;
    const { code, message } = await refusal();
    expect(code).toBe("not-found");
    expect(message).toContain("vocab.json");
  });

  test("a server that goes on failing", async () => {
    place.hub.fault = () => ({ status: 500 });
    const { code, message } = await refusal();
    expect(code).toBe("network");
    expect(message).toContain("2 times in a row (the server answered 500");
  });

  test("a redirection without end, or to something that is no server", async () => {
    place.hub.fault = ({ path }) => ({ status: 302, headers: { location: path } });
    expect((await refusal(REPO, { retries: 0 })).message).toContain("redirects endlessly");
    place.hub.fault = () => ({ status: 302, headers: { location: "file:///etc/passwd" } });
    expect((await refusal(REPO, { retries: 0 })).message).toContain("redirects to file:");
  });
});

describe("what is no CLIP", () => {
  test.each([
    [
      { "config.json": '{"model_type":"llama"}' },
      "not-a-checkpoint",
      'is not a CLIP: its config.json has model_type "llama"',
    ],
    [{ "README.md": "a dataset" }, "not-a-checkpoint", "Missing: config.json or open_clip_config.json"],
    [{ "config.json": "<html>" }, "bad-config", "config.json is not JSON"],
  ])("%j is refused before its weights are downloaded", async (texts, code, message) => {
    const { "config.json": _, ...others } = files;
    const all = "README.md" in texts ? {} : others;
    const encoded = Object.entries(texts).map(([name, text]) => [name, new TextEncoder().encode(text)]);
    place.hub.models["someone/else"] = { files: { ...all, ...Object.fromEntries(encoded) } };
    const got = await refusal("someone/else");
    expect(got.code).toBe(code);
    expect(got.message).toContain(message);
    expect(bodies(place.hub).every(({ path }) => path.endsWith("config.json"))).toBe(true);
  });

  test("what else is wrong is found before the weights are downloaded, too", async () => {
    place.hub.models[REPO].files["preprocessor_config.json"] = new TextEncoder().encode('{"size": -1}');
    expect((await refusal()).message).toContain("preprocessor_config.json");
    expect(place.hub.sent(WEIGHTS)).toBe(0);
  });
});

describe("a hub that means harm", () => {
  const answer = (json: unknown) => {
    place.hub.fault = ({ path }) =>
      path.startsWith("/api/")
        ? { status: 200, body: typeof json === "string" ? json : JSON.stringify(json) }
        : undefined;
  };
  const hash = "0".repeat(40);

  test.each([
    ["<html>", "is not a model description"],
    ["null", "is not a model description"],
    [{ sha: "../../../evil", siblings: [] }, 'sha is "../../../evil"'],
    [{ sha: hash, siblings: "no" }, "it has no list of files"],
  ])("gets nowhere with %j", async (json, message) => {
    answer(json);
    const got = await refusal();
    expect(got.code).toBe("network");
    expect(got.message).toContain(message);
    expect(await readdir(place.cacheDir)).toEqual([]);
  });

  test("gets nowhere with files outside of the model's folder", async () => {
    const file = (rfilename: string, blobId = hash) => ({ rfilename, size: 1, blobId });
    const names = ["../../evil", "/etc/passwd", "a\\..\\..\\evil", "snapshots/../../../evil"];
    answer({ sha: hash, siblings: [...names.map((name) => file(name)), file("config.json", "../../evil")] });
    expect((await refusal()).code).not.toBe("none");
    expect(bodies(place.hub).map(({ path }) => path)).toEqual([`/${REPO}/resolve/${hash}/config.json`]);
    const { [WEIGHTS]: _, ...small } = files;
    const index = JSON.stringify({ weight_map: { x: "../../evil.safetensors" } });
    place.hub.models["someone/evil"] = {
      files: {
        ...small,
        "../../evil.safetensors": rest["README.md"],
        "model.safetensors.index.json": new TextEncoder().encode(index),
      },
    };
    place.hub.fault = () => undefined;
    const { code, message } = await refusal("someone/evil");
    expect(code).toBe("not-a-checkpoint");
    expect(message).toContain('"../../evil.safetensors", which would leave the model');
  });
});

describe("a source is told apart by its form", () => {
  test("a folder of that name comes before the hub", async () => {
    const folder = await mkdtemp(join(tmpdir(), "clipscope-source-"));
    const before = process.cwd();
    try {
      await mkdir(join(folder, REPO), { recursive: true });
      for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, REPO, name), bytes);
      process.chdir(folder);
      expect(await refusal()).toMatchObject({ code: "none" });
      expect(place.hub.requests).toEqual([]);
    } finally {
      process.chdir(before);
      await rm(folder, { recursive: true });
    }
  });

  test("an address is fetched as it is", async () => {
    const url = `${place.hub.endpoint}/${REPO}/resolve/main`;
    expect(await refusal(url)).toMatchObject({ code: "none" });
    expect(place.hub.requests.some(({ path }) => path.startsWith("/api/"))).toBe(false);
  });

  test.each(["mini", "./some/where", "a/b/c", "/no/where"])("%s is none of them", async (source) => {
    const { code, message } = await refusal(source);
    expect(code).toBe("not-a-checkpoint");
    expect(message).toContain(
      'Give a folder, a URL, or a model on the hub as "openai/clip-vit-base-patch32"',
    );
    expect(place.hub.requests).toEqual([]);
  });

  test("a revision and an endpoint are checked", async () => {
    expect(await refusal(`${REPO}@../main`)).toMatchObject({ code: "bad-argument" });
    for (const endpoint of ["huggingface.co", "file:///hub", ""]) {
      expect(await refusal(REPO, { endpoint })).toMatchObject({ code: "bad-argument" });
    }
  });
});
