// Compares Clipscope with other software on the same input in the same run.
//
//   pnpm bench                 lists the benches
//   pnpm bench knn             prints a table, then one line of JSON
//   pnpm bench knn --rounds 9  more rounds than 5
import { readdirSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import { measure } from "./measure.mjs";
import { processorFlags } from "./processor.mjs";
import { printBar, printSweep, printTable } from "./table.mjs";

const names = readdirSync(new URL("./benches", import.meta.url))
  .map((file) => file.replace(/\.mjs$/, ""))
  .sort();

let given;
try {
  given = parseArgs({ allowPositionals: true, options: { rounds: { type: "string", default: "5" } } });
} catch (error) {
  stop(error.message);
}
const rounds = Number(given.values.rounds);
if (!(Number.isInteger(rounds) && rounds >= 5)) stop("--rounds takes a whole number of at least 5.");
const unknown = given.positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) stop(`There is no bench "${unknown[0]}". There are: ${names.join(", ")}.`);

for (const name of given.positionals) await run(name);
if (given.positionals.length === 0) {
  for (const name of names) console.log(`${name.padEnd(10)}${(await load(name)).title}`);
}

async function run(name) {
  const { title, cases, report } = await load(name);
  console.log(`${name}: ${title}`);
  // What is no race says in its own way what it found.
  const results = (await report?.()) ?? [];
  // A case that takes minutes has fewer rounds.
  for await (const { input, contenders, sweeps = [], bars = [], rounds: own = rounds } of cases?.() ?? []) {
    for (const each of sweeps) printSweep(each);
    const rows = await measure(contenders, own);
    printTable(`\n${input}, ${own === 1 ? "one round" : `median of ${own} rounds`}`, rows);
    const reached = bars.map(({ of, against, atLeast }) => ({
      of: rows[of].name,
      against: rows[against].name,
      times: rows[against].ms / rows[of].ms,
      atLeast,
    }));
    for (const bar of reached) printBar(bar);
    results.push({ input, rounds: own, rows, sweeps, bars: reached });
  }
  const machine = { cpu: cpus()[0].model, cores: availableParallelism(), flags: processorFlags() };
  console.log(`\n${machine.cores} × ${machine.cpu}, ${machine.flags?.join(" ") ?? "flags unknown"}`);
  console.log(`\n${JSON.stringify({ bench: name, rounds, node: process.version, ...machine, results })}`);
}

async function load(name) {
  try {
    return await import(`./benches/${name}.mjs`);
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    return stop(
      `The bench ${name} needs the built packages: run \`npx pnpm@10 build:types\` first.\n${error.message}`,
    );
  }
}

function stop(sentence) {
  console.error(sentence);
  process.exit(2);
}
