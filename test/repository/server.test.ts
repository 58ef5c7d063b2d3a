import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve } from "../../scripts/serve/server.mjs";

let folder: string;
let server: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-server-"));
  await mkdir(join(folder, "pages", "assets"), { recursive: true });
  await mkdir(join(folder, "packs"));
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(folder, "pages", "index.html"), "<!doctype html>");
  await writeFile(join(folder, "pages", "assets", "a-1234.wasm"), "wasm");
  await writeFile(join(folder, "packs", "set.rgb.gz"), new Uint8Array([0x1f, 0x8b]));
  await symlink(join(folder, "secret.txt"), join(folder, "packs", "link.txt"));
  server = await serve({
    folders: { "/": join(folder, "pages"), "/data/packs/": join(folder, "packs") },
    port: 0,
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** The status of a path that is sent exactly as it is: fetch would tidy it up first. */
function status(path: string, method = "GET"): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: server.port, path, method }, (response) => {
      response.resume();
      resolve(response.statusCode as number);
    });
    sent.on("error", reject).end();
  });
}

describe("the server of the explorer", () => {
  test("gives the page, and with it the headers that keep requests on the machine and allow threads", async () => {
    const page = await fetch(server.url);
    expect(await page.text()).toBe("<!doctype html>");
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("content-security-policy")).toContain("connect-src 'self'");
    expect(page.headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(page.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
  });

  test("lets a worker asked for with ?hub contact the hub's hosts, and nothing else", async () => {
    const pages = { "/": join(folder, "pages") };
    const hub = await serve({ folders: pages, port: 0, hubHosts: ["https://hub.example"] });
    await writeFile(join(folder, "pages", "assets", "worker-1234.js"), "");
    const answer = async (path: string, from = hub) => {
      const { headers } = await fetch(from.url + path);
      return [headers.get("content-security-policy"), headers.get("cache-control")].join("; ");
    };
    expect(await answer("assets/worker-1234.js?hub")).toMatch(
      /connect-src 'self' data: blob: https:\/\/hub\.example;.*; no-cache$/,
    );
    for (const path of ["assets/worker-1234.js", "assets/worker-1234.js?x", "", "?hub", "none.js%3Fhub"]) {
      expect(await answer(path), path).not.toContain("hub.example");
    }
    expect(await answer("assets/worker-1234.js?hub", server)).toContain("connect-src 'self' data: blob:;");
    await hub.close();
  });

  test("lets a worker contact an address that it is asked for with, and no second rule slips in", async () => {
    await writeFile(join(folder, "pages", "assets", "worker-1234.js"), "");
    const rule = async (query: string) => {
      const { headers } = await fetch(`${server.url}assets/worker-1234.js?${query}`);
      return /connect-src [^;]*/.exec(headers.get("content-security-policy") ?? "")?.[0];
    };
    const own = "connect-src 'self' data: blob:";
    const two = "allow=https%3A%2F%2Fa.example&allow=http%3A%2F%2F127.0.0.1%3A8080";
    expect(await rule(two)).toBe(`${own} https://a.example http://127.0.0.1:8080`);
    for (const text of [
      "*",
      "https://a.example/x",
      "https://a.example; script-src *",
      "data:",
      "a.example",
      "",
    ]) {
      expect(await rule(`allow=${encodeURIComponent(text)}`), text).toBe(own);
    }
  });

  test("gives packs as plain bytes, which the page unpacks itself", async () => {
    const pack = await fetch(`${server.url}data/packs/set.rgb.gz`);
    expect(pack.headers.get("content-type")).toBe("application/octet-stream");
    expect(pack.headers.get("content-encoding")).toBeNull();
    expect(new Uint8Array(await pack.arrayBuffer())).toEqual(new Uint8Array([0x1f, 0x8b]));
  });

  test("gives WebAssembly its type, and hashed assets for ever", async () => {
    const wasm = await fetch(`${server.url}assets/a-1234.wasm`);
    expect(wasm.headers.get("content-type")).toBe("application/wasm");
    expect(wasm.headers.get("cache-control")).toContain("immutable");
  });

  test("answers 304 to somebody who has the file", async () => {
    const etag = (await fetch(server.url)).headers.get("etag") as string;
    const again = await fetch(server.url, { headers: { "if-none-match": etag } });
    expect(again.status).toBe(304);
  });

  test.each([
    ["/../secret.txt", 400],
    ["/%2e%2e/secret.txt", 400],
    ["/data/packs/..%2f..%2fsecret.txt", 400],
    ["/data/packs/..%5c..%5csecret.txt", 400],
    ["/%00", 400],
    ["/%zz", 400],
    ["/data/packs/link.txt", 404],
    ["/data/packs/", 404],
    ["/assets", 404],
    ["/none.js", 404],
  ])("answers %s with %i", async (path, expected) => {
    expect(await status(path)).toBe(expected);
  });

  test("takes nothing in", async () => {
    expect(await status("/", "POST")).toBe(405);
  });

  test("takes the next port when the first is taken, and says so when the asked one is", async () => {
    const first = await serve({ folders: {} });
    const second = await serve({ folders: {} });
    expect(second.port).toBeGreaterThan(first.port);
    await expect(serve({ folders: {}, port: first.port })).rejects.toThrow(/^Port \d+ is taken/);
    await Promise.all([first.close(), second.close()]);
  });
});
