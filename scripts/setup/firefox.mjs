import { join } from "node:path";
import { installed, installFromDebian, starts } from "./programs.mjs";
import { Stop } from "./stop.mjs";

const NAMES = ["firefox-esr", "firefox"];
const PLACES = {
  darwin: ["/Applications/Firefox.app/Contents/MacOS/firefox"],
  win32: ["ProgramFiles", "ProgramFiles(x86)"].map((name) =>
    join(process.env[name] ?? "C:\\", "Mozilla Firefox\\firefox.exe"),
  ),
};

/** The path of a Firefox for the tests: FIREFOX_PATH, else an installed one, else Debian's package (as root on Debian). */
export async function firefox() {
  const named = process.env.FIREFOX_PATH;
  if (named) {
    if (await starts(named)) return named;
    throw new Stop(`FIREFOX_PATH is ${named}, which does not start: name a Firefox that does, or unset it.`);
  }
  const find = () => installed(NAMES, PLACES[process.platform]);
  const found = await find();
  if (found) return found;
  await installFromDebian("firefox-esr");
  const fromDebian = await find();
  if (fromDebian) return fromDebian;
  throw new Stop(
    "There is no Firefox for the browser tests: install one (on Debian `sudo apt-get install firefox-esr`, elsewhere from mozilla.org), or set FIREFOX_PATH to one, and run `npm test` again.",
  );
}
