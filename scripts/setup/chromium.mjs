import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./places.mjs";
import { installed, installFromDebian, starts } from "./programs.mjs";
import { quietly } from "./run.mjs";
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
    if (await starts(named)) return named;
    throw new Stop(
      `CHROMIUM_PATH is ${named}, which does not start: name a Chromium or Chrome that does, or unset it.`,
    );
  }
  const find = () => installed(NAMES, PLACES[process.platform]);
  const found = await find();
  if (found) return found;
  await installFromDebian("chromium");
  return (await find()) ?? fromPlaywright();
}

async function fromPlaywright() {
  const playwright = join(root, "test", "node_modules", "playwright");
  const executable = async () => {
    const { chromium } = await import(pathToFileURL(join(playwright, "index.mjs")).href);
    return chromium.executablePath();
  };
  if (!(await starts(await executable()))) {
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
    if (!(await starts(await executable()))) throw new Stop(sentence);
  }
  return executable();
}
