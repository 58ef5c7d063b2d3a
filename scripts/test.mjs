import { command } from "./node-version.mjs";

command(async (args) => {
  const { join } = await import("node:path");
  const { ready } = await import("./setup/ready.mjs");
  const { chromium } = await import("./setup/chromium.mjs");
  const { root } = await import("./setup/places.mjs");
  const { show } = await import("./setup/run.mjs");

  let browser;
  await ready({
    before: async () => {
      browser = await chromium();
    },
  });
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const env = { ...process.env, CHROMIUM_PATH: browser };
  process.exitCode = await show(process.execPath, [vitest, "run", ...args], { env });
});
