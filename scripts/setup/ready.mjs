import { build } from "./build.mjs";
import { prepareData } from "./data.mjs";
import { install } from "./install.mjs";
import { withLock } from "./lock.mjs";
import { preparedFolder } from "./prepared.mjs";

/** Installs, builds and prepares the data: whatever of that is still to be done, one process at a time. */
export function ready({ before } = {}) {
  const onWait = (pid) =>
    console.log(`Waiting for another Clipscope command (process ${pid}) to finish its set-up …`);
  return withLock(
    "setup",
    async () => {
      await install();
      await before?.();
      await build({
        // Notebooks embed drawings when they are built.
        withPackages: async () => {
          await prepareData();
          await preparedFolder();
        },
      });
    },
    { onWait },
  );
}
