import { command } from "./node-version.mjs";

const HELP = `npm start [-- options]    opens the explorer, after whatever set-up is still to be done

  --port <number>   the port to serve on; without it the first free one from 5173
  --no-open         only print the address
  --help            this text`;

command(async (args) => {
  const { parseArgs } = await import("node:util");
  const { Stop } = await import("./setup/stop.mjs");
  const { values, port } = readOptions(parseArgs, Stop, args);
  if (values.help) return console.log(HELP);

  const { ready } = await import("./setup/ready.mjs");
  await ready();
  const { serveExplorer } = await import("./serve/explorer.mjs");
  const { url } = await serveExplorer({ port });
  console.log(`\nClipscope is at ${url}\nEverything stays on this machine. Ctrl+C ends it.`);
  if (!values["no-open"]) {
    const { openBrowser } = await import("./serve/open.mjs");
    openBrowser(url);
  }
});

function readOptions(parseArgs, Stop, args) {
  const options = { port: { type: "string" }, "no-open": { type: "boolean" }, help: { type: "boolean" } };
  let values;
  try {
    values = parseArgs({ args, options }).values;
  } catch (error) {
    throw new Stop(`${error.message}\n\n${HELP}`);
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65536)) {
    throw new Stop(`--port takes a number from 0 to 65535, and got "${values.port}".`);
  }
  return { values, port };
}
