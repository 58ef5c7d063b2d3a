import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { ask, quietly } from "./run.mjs";
import { Stop } from "./stop.mjs";

/** The path of the first program that starts, of those with these names on the PATH and of those at these paths. */
export async function installed(names, paths = []) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const candidate of [...onPath, ...paths]) {
    if (existsSync(candidate) && (await starts(candidate))) return candidate;
  }
  return undefined;
}

/** Whether a browser starts. */
export async function starts(path) {
  if (process.platform === "win32") return existsSync(path); // --version would open a window
  return (await ask(path, ["--version"])) !== undefined;
}

/** Installs a package of Debian's, as root on Debian; elsewhere, and where that fails, does nothing. */
export async function installFromDebian(name) {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  if (process.getuid?.() !== 0 || !/^ID=debian$/m.test(release)) return;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const failed = "apt-get failed";
  try {
    await quietly("Updating the list of Debian packages", "apt-get", ["update"], {
      log: "apt-update",
      failed,
      env,
    });
    const args = ["install", "-y", "--no-install-recommends", name];
    await quietly(`Installing Debian's ${name}`, "apt-get", args, {
      log: `apt-install-${name}`,
      failed,
      env,
    });
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
}
