import { readFile, statfs } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./places.mjs";
import { ask, networkOrDisk, quietly } from "./run.mjs";
import { fingerprint, unlessStamped } from "./stamp.mjs";
import { Stop } from "./stop.mjs";

const NEEDED = 2 * 2 ** 30; // bytes: packages and their store, when both are on this disk

/** Installs what pnpm-lock.yaml says, unless that was done already. */
export async function install() {
  const lock = await fingerprint(["pnpm-lock.yaml", "pnpm-workspace.yaml"]);
  const stamp = join(root, "node_modules", ".clipscope-installed");
  await unlessStamped(stamp, `${lock} ${process.platform} ${process.arch}`, async () => {
    await needSpace();
    const [pnpm, ...first] = await pnpmCommand();
    await quietly(
      "Installing packages",
      pnpm,
      [...first, "install", "--frozen-lockfile", "--prefer-offline"],
      {
        log: "install",
        // CI: no questions. The versions switch: the pnpm that was found is the one to use.
        env: { CI: "1", npm_config_manage_package_manager_versions: "false" },
        failed: "The packages could not be installed: read the log below, and run the command again",
        explain: (text) =>
          /ERR_PNPM_OUTDATED_LOCKFILE/.test(text)
            ? `pnpm-lock.yaml does not fit the package.json files: run \`${[pnpm, ...first].join(" ")} install\`, and commit the lockfile.`
            : networkOrDisk(text, "The package registry"),
      },
    );
  });
}

/** pnpm as a command line: the one on the PATH if its major version is the pinned one, else npx's. */
export async function pnpmCommand() {
  const { packageManager } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const pinned = packageManager.split("@")[1].split("+")[0];
  const found = await ask("pnpm", ["--version"]);
  return found?.split(".")[0] === pinned.split(".")[0]
    ? ["pnpm"]
    : ["npx", "-y", "--prefer-offline", `pnpm@${pinned}`];
}

async function needSpace() {
  const { bavail, bsize } = await statfs(root);
  const free = bavail * bsize;
  if (free < NEEDED) {
    throw new Stop(
      `The packages need about 2 GB and the disk of ${root} has ${(free / 2 ** 30).toFixed(1)} GB free: make room, and run the command again.`,
    );
  }
}
