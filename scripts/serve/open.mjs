import { spawn } from "node:child_process";

/** Opens the address in the person's browser, where there is a screen to open it on. */
export function openBrowser(url) {
  const [program, ...args] = opener(process.platform);
  const screen = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (process.env.CI || !screen) return;
  // Without an opener the printed address is enough.
  spawn(program, [...args, url], { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}

function opener(platform) {
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["cmd", "/c", "start", ""];
  return ["xdg-open"];
}
