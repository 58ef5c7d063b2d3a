import { existsSync } from "node:fs";
import { launch } from "puppeteer-core";

/** The path of an installed Firefox: FIREFOX_PATH, or Debian's; undefined if there is none. */
export function firefox() {
  const places = [process.env.FIREFOX_PATH, "/usr/bin/firefox-esr", "/usr/bin/firefox"];
  return places.find((place) => place && existsSync(place));
}

/**
 * Starts Firefox without a window, by WebDriver BiDi: Playwright needs a newer one than Debian's, or its own.
 * Puppeteer's profile asks nothing of Mozilla's servers.
 */
export function launchFirefox() {
  const executablePath = firefox();
  if (!executablePath) {
    throw new Error("Firefox is not installed: install firefox-esr, or name one with FIREFOX_PATH.");
  }
  return launch({ browser: "firefox", executablePath, headless: true });
}
