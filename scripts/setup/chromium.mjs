import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./places.mjs";
import { ask, quietly } from "./run.mjs";
import { Stop } from "./stop.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const PLACES = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  win32: ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"].map((name) =>
    join(process.env[name] ?? "C:\\", "Google\\Chrome\\Application\\chrome.exe"),
  ),
};

/**
 * The path of a Chromium for the tests: CHROMIUM_PATH, else an installed one, else Debian's package (as root on
 * Debian), else Playwright's own download.
 */
export async function chromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (await runs(named)) return named;
    throw new Stop(
      `CHROMIUM_PATH is ${named}, which does not start: name a Chromium or Chrome that does, or unset it.`,
    );
  }
  return (await installed()) ?? (await fromDebian()) ?? (await fromPlaywright());
}

async function installed() {
  const onPath = (process.env.PATH ?? "").split(delimiter);
  const places = NAMES.flatMap((name) => onPath.map((folder) => join(folder, name)));
  for (const candidate of [...places, ...(PLACES[process.platform] ?? [])]) {
    if (existsSync(candidate) && (await runs(candidate))) return candidate;
  }
  return undefined;
}

async function runs(path) {
  if (process.platform === "win32") return existsSync(path); // --version would open a window
  return (await ask(path, ["--version"])) !== undefined;
}

async function fromDebian() {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  if (process.getuid?.() !== 0 || !/^ID=debian$/m.test(release)) return undefined;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const failed = "apt-get failed";
  try {
    await quietly("Updating the list of Debian packages", "apt-get", ["update"], {
      log: "apt-update",
      failed,
      env,
    });
    const args = ["install", "-y", "--no-install-recommends", "chromium"];
    await quietly("Installing Debian's Chromium", "apt-get", args, { log: "apt-install", failed, env });
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return undefined; // there is one more way
  }
  return installed();
}

async function fromPlaywright() {
  const playwright = join(root, "test", "node_modules", "playwright");
  const executable = async () => {
    const { chromium } = await import(pathToFileURL(join(playwright, "index.mjs")).href);
    return chromium.executablePath();
  };
  if (!(await runs(await executable()))) {
    const sentence =
      "There is no Chromium for the browser tests: install one (on Debian or Ubuntu `sudo apt-get install chromium`), or set CHROMIUM_PATH to one, and run `npm test` again.";
    await quietly(
      "Downloading Chromium",
      process.execPath,
      [join(playwright, "cli.js"), "install", "chromium"],
      {
        log: "chromium",
        explain: () => sentence,
      },
    );
    if (!(await runs(await executable()))) throw new Stop(sentence);
  }
  return executable();
}
