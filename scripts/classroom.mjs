import { command } from "./node-version.mjs";

const HELP = `npm run classroom [-- options]    makes a folder for a web server without network: explorer, lessons and data

  --out <folder>    where to; default: classroom
  --help            this text`;

command(async (args) => {
  const { parseArgs } = await import("node:util");
  const { Stop } = await import("./setup/stop.mjs");
  const values = read(parseArgs, Stop, args);
  if (values.help) return console.log(HELP);
  const { ready } = await import("./setup/ready.mjs");
  await ready();
  const { makeClassroom } = await import("./classroom/folder.mjs");
  const folder = values.out ?? "classroom";
  const { files, bytes } = await makeClassroom(folder);
  console.log(
    `${folder} has ${files} files, ${(bytes / 1e6).toFixed(0)} MB. Copy it anywhere, and serve it with any web server: READ-ME.txt in it.`,
  );
});

function read(parseArgs, Stop, args) {
  try {
    return parseArgs({ args, options: { out: { type: "string" }, help: { type: "boolean" } } }).values;
  } catch (error) {
    throw new Stop(`${error.message}\n\n${HELP}`);
  }
}
