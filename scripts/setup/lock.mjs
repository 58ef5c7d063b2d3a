import { mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cache } from "./places.mjs";

const BEAT = 5_000;
const STALE = 60_000; // twelve missed beats: the holder was killed, or its process id belongs to another by now

/**
 * Runs `work` while no other process of this clone runs under the same name. A lock whose holder has died is
 * taken over. `onWait(pid)` is called once if somebody else holds it.
 */
export async function withLock(name, work, { folder = cache, onWait } = {}) {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.lock`);
  for (let waited = false; !(await take(path)); waited = true) {
    if (!waited) onWait?.((await holder(path))?.pid);
    await sleep(200);
  }
  const beat = setInterval(() => utimes(path, new Date(), new Date()).catch(() => {}), BEAT);
  beat.unref();
  const release = () => rm(path, { force: true });
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await release();
  }
}

async function take(path) {
  if (await create(path)) return true;
  const held = await holder(path);
  if (held && !held.dead) return false;
  // Only one process may clear a dead lock: the second would clear the first one's new lock.
  const clearing = `${path}.clearing`;
  if (!(await create(clearing))) {
    if ((await holder(clearing))?.dead) await rm(clearing, { force: true });
    return false;
  }
  try {
    if ((await holder(path))?.dead) await rm(path, { force: true });
    return await create(path);
  } finally {
    await rm(clearing, { force: true });
  }
}

async function create(path) {
  try {
    await writeFile(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Who holds the lock, or undefined if nobody does (any more). */
async function holder(path) {
  try {
    const [{ mtimeMs }, text] = await Promise.all([stat(path), readFile(path, "utf8")]);
    const pid = Number(text);
    // An empty file is a lock that is being written at this moment.
    const dead = Date.now() - mtimeMs > STALE || (pid > 0 && !alive(pid));
    return { pid, dead };
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
