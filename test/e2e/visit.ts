import type { Browser, BrowserContextOptions, Page } from "playwright";
import { expect } from "vitest";

/** A page that is being watched: `problems` lists every error, and every request that left for another origin. */
export interface Visit {
  page: Page;
  problems: string[];
  /** Ends the visit; the test fails if there were problems. */
  leave(): Promise<void>;
}

/** Optional files of model folders written by transformers before 4.34; the small models lack them. */
export const OPTIONAL_FILES = ["special_tokens_map.json", "added_tokens.json"];

export interface VisitOptions extends BrowserContextOptions {
  /** Names of files that the page may ask for and that are not there. */
  absent?: string[];
  /** Whether the page is opened for the first time in this profile, and introduces itself. Default false. */
  first?: boolean;
  /** Called with the page before it goes to the address. */
  prepare?(page: Page): Promise<unknown>;
}

/** What the page remembers of an earlier visit; nothing where site data is blocked. */
function rememberVisit(): void {
  try {
    localStorage.setItem("clipscope-welcomed", "1");
  } catch {
    // The page introduces itself.
  }
}

/** Opens an address in a browser profile of its own. */
export async function visit(
  browser: Browser,
  url: string,
  { prepare, absent = [], first = false, ...options }: VisitOptions = {},
): Promise<Visit> {
  // Tests can't intercept the requests that a service worker makes for its page.
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    serviceWorkers: "block",
    ...options,
  });
  const page = await context.newPage();
  if (!first) await page.addInitScript(rememberVisit);
  await prepare?.(page);
  const problems: string[] = [];
  const { origin } = new URL(url);
  const isOurs = (address: string) => /^(data|blob):/.test(address) || new URL(address).origin === origin;
  context.on("request", (request) => {
    if (!isOurs(request.url())) problems.push(`request to another origin: ${request.url()}`);
  });
  page.on("websocket", (socket) => problems.push(`web socket to ${socket.url()}`));
  const mayLack = (address: string) => absent.includes(new URL(address).pathname.split("/").at(-1) as string);
  page.on("response", (response) => {
    if (response.status() === 404 && mayLack(response.url())) return;
    if (response.status() >= 400) problems.push(`${response.status()} for ${response.url()}`);
  });
  context.on("weberror", (error) => problems.push(`page error: ${error.error().stack ?? error.error()}`));
  context.on("console", (message) => {
    const { url } = message.location();
    if (message.type() === "error" && !(url && mayLack(url)))
      problems.push(`console error: ${message.text()} ${url}`);
  });
  page.on("crash", () => problems.push("the page crashed"));
  await page.goto(url);
  const leave = async () => {
    await context.close();
    expect(problems).toEqual([]);
  };
  return { page, problems, leave };
}
