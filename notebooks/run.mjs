import { command } from "../scripts/node-version.mjs";

const HELP = `node notebooks/run.mjs <notebook> [options]    computes a notebook's key numbers, and prints them; a lesson's name,
                                               or the path of a notebook that the explorer has made

  --json             as JSON
  --search <query>   the query of the page's address, for notebooks that read it: "?steps=20"
  --press <words>    presses a button, such as “Train”, and waits for its numbers; may be repeated
  --help             this text`;

command(async (args) => {
  const { parseArgs } = await import("node:util");
  const { Stop } = await import("../scripts/setup/stop.mjs");
  const { values, positionals } = read(parseArgs, Stop, args);
  if (values.help) return console.log(HELP);
  if (positionals.length !== 1) throw new Stop(`Name one notebook.\n\n${HELP}`);
  const { runNotebook } = await import("./in-node/run-notebook.mjs");
  const { search, press } = values;
  const numbers = await runNotebook(positionals[0], { search, press });
  if (values.json) console.log(JSON.stringify(numbers, null, 2));
  else for (const [name, value] of Object.entries(numbers)) console.log(`${name}: ${value}`);
});

function read(parseArgs, Stop, args) {
  const options = {
    json: { type: "boolean" },
    search: { type: "string" },
    press: { type: "string", multiple: true },
    help: { type: "boolean" },
  };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Stop(`${error.message}\n\n${HELP}`);
  }
}
