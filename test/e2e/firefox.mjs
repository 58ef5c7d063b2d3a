// Firefox by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), as Debian's firefox-esr speaks it. Playwright
// needs a newer Firefox or its own.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";

/** Nothing is asked of Mozilla's servers, and no page but the test's is opened. */
const QUIET = {
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.safebrowsing.downloads.remote.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.systemAddon.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "remote.active-protocols": 1,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "toolkit.telemetry.server": "",
};

/** The path of an installed Firefox: FIREFOX_PATH, or Debian's; undefined if there is none. */
export function firefox() {
  const places = [process.env.FIREFOX_PATH, "/usr/bin/firefox-esr", "/usr/bin/firefox"];
  return places.find((place) => place && existsSync(place));
}

/** Starts Firefox without a window, with a profile of its own. */
export async function launchFirefox() {
  const path = firefox();
  if (!path) throw new Error("Firefox is not installed: install firefox-esr, or name one with FIREFOX_PATH.");
  const profile = await mkdtemp(join(tmpdir(), "clipscope-firefox-"));
  const settings = Object.entries(QUIET).map(
    ([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`,
  );
  await writeFile(join(profile, "user.js"), settings.join("\n"));
  const program = spawn(
    path,
    ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank"],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const ended = new Promise((resolve) => program.once("exit", resolve));
  const address = await Promise.race([
    addressOf(program.stderr),
    ended.then((code) => {
      throw new Error(`${path} ended with ${code} before it listened.`);
    }),
  ]);
  const { send, on, close } = await connect(`${address}/session`);
  await send("session.new", { capabilities: {} });
  await send("session.subscribe", { events: ["log.entryAdded"] });
  return {
    /** Opens an address in a tab. `problems` lists errors of the page and of its workers. */
    async open(url) {
      const { context } = await send("browsingContext.create", { type: "tab" });
      const problems = [];
      on("log.entryAdded", ({ level, text }) => level === "error" && problems.push(text));
      await send("browsingContext.navigate", { context, url, wait: "complete" });
      return { problems, ...pageOf(send, context) };
    },
    async close() {
      await send("browser.close", {}).catch(() => program.kill());
      close();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function pageOf(send, context) {
  const target = { context };
  const evaluate = async (expression) => {
    const { type, result, exceptionDetails } = await send("script.evaluate", {
      expression: `(async () => JSON.stringify({ value: await (${expression}) }))()`,
      target,
      awaitPromise: true,
    });
    if (type !== "success") throw new Error(`${expression}: ${exceptionDetails.text}`);
    return JSON.parse(result.value).value;
  };
  return {
    /** The value of an expression, awaited; it must be JSON. */
    evaluate,
    /** Evaluates an expression until it is truthy. */
    async until(expression, timeout = 60_000) {
      for (const end = Date.now() + timeout; Date.now() < end; ) {
        const value = await evaluate(expression);
        if (value) return value;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`${expression} did not become true within ${timeout / 1000} s.`);
    },
    /** Chooses files for an `<input type="file">`. */
    async setFiles(selector, files) {
      const { result } = await send("script.evaluate", {
        expression: `document.querySelector(${JSON.stringify(selector)})`,
        target,
        awaitPromise: false,
      });
      await send("input.setFiles", { context, element: { sharedId: result.sharedId }, files });
    },
    close: () => send("browsingContext.close", { context }),
  };
}

function addressOf(stream) {
  let said = "";
  return new Promise((resolve) => {
    stream.on("data", (chunk) => {
      said += chunk;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
  });
}

async function connect(address) {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const waiting = new Map();
  const listeners = [];
  let last = 0;
  socket.on("message", (text) => {
    const message = JSON.parse(text);
    if (message.type === "event") {
      for (const [method, listen] of listeners) if (method === message.method) listen(message.params);
      return;
    }
    const { resolve, reject } = waiting.get(message.id) ?? {};
    waiting.delete(message.id);
    if (message.type === "success") resolve?.(message.result);
    else reject?.(new Error(`${message.error}: ${message.message}`));
  });
  socket.on("close", () => {
    for (const { reject } of waiting.values()) reject(new Error("Firefox closed the connection."));
  });
  return {
    send: (method, params) =>
      new Promise((resolve, reject) => {
        waiting.set(++last, { resolve, reject });
        socket.send(JSON.stringify({ id: last, method, params }));
      }),
    on: (method, listen) => listeners.push([method, listen]),
    close: () => socket.close(),
  };
}
