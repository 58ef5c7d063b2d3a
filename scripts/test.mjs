import { command } from "./node-version.mjs";

// test.mjs [--full] [vitest's arguments…]: installs and builds what is missing, then runs the tests; all of them with --full.
command(async (args) => {
  const { join } = await import("node:path");
  const { ready } = await import("./setup/ready.mjs");
  const { chromium } = await import("./setup/chromium.mjs");
  const { firefox } = await import("./setup/firefox.mjs");
  const { root } = await import("./setup/places.mjs");
  const { show } = await import("./setup/run.mjs");

  const browsers = {};
  await ready({
    before: async () => {
      browsers.CHROMIUM_PATH = await chromium();
      browsers.FIREFOX_PATH = await firefox();
    },
  });
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const env = { ...process.env, ...browsers };
  if (args.includes("--full")) env.CLIPSCOPE_TEST = "full";
  const rest = args.filter((arg) => arg !== "--full");
  process.exitCode = await show(process.execPath, [vitest, "run", ...rest], { env });
});
