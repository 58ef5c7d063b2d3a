// Run in a package's folder before it is packed: removes from dist what was built from sources that are gone.
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

for (const path of await readdir("dist", { recursive: true }).catch(() => [])) {
  const built = /^(.*?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(path);
  if (built && !existsSync(join("src", `${built[1]}.ts`))) await rm(join("dist", path));
}
