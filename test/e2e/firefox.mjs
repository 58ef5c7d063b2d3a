import { launch } from "puppeteer-core";
import { firefox } from "../../scripts/setup/firefox.mjs";

/**
 * Starts Firefox, the one that `npm test` found or any that is installed, without a window of its own, by WebDriver
 * BiDi: Playwright needs a newer one than Debian's, or its own. Puppeteer's profile asks nothing of Mozilla's servers.
 */
export async function launchFirefox() {
  return launch({
    browser: "firefox",
    executablePath: await firefox(),
    headless: true,
    defaultViewport: null, // set by the arguments: Debian's Firefox lacks one of the commands that would set it
    args: ["--width=1280", "--height=900"],
  });
}
