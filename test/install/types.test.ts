// Strict projects of somebody else's, against the types that npm installed.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../scripts/setup/places.mjs";
import { entriesOf } from "./entries.js";
import { project, published } from "./project.js";

const everything = published.map(({ name }) => name);

test.each([
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
])(
  "every entry type-checks in a strict project (module %s, resolution %s)",
  async (module, moduleResolution) => {
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
      target: "es2022",
      lib: ["es2023", "dom", "dom.iterable"],
      types: ["node"],
      skipLibCheck: false,
      module,
      moduleResolution,
    };
    const entries = published.flatMap(entriesOf);
    const uses = entries.map(
      (entry, i) => `import * as entry${i} from "${entry}";\nexport const a${i}: object = entry${i};`,
    );
    const { run } = await project({
      packages: everything,
      others: { "@types/node": "^20.19.0" },
      files: {
        "consumer.ts": await readFile(join(import.meta.dirname, "consumer.ts"), "utf8"),
        "entries.ts": uses.join("\n"),
        "tsconfig.json": JSON.stringify({ compilerOptions, files: ["consumer.ts", "entries.ts"] }),
      },
    });
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "-p", "tsconfig.json", "--pretty", "false"]);
    // The declarations of TensorFlow.js and of WebGPU do not check themselves, whoever installs them.
    const errors = stdout.split("\n").filter((line) => /^\S.*: error TS/.test(line));
    expect(errors.filter((line) => !/node_modules\/(?!@clipscope\/)|lib\.dom\.d\.ts/.test(line))).toEqual([]);
  },
);
