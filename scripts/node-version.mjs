// Old Node versions must be able to parse this file and the two commands that import it: no new syntax here.

/** The sentence for somebody whose Node is too old, or nothing. */
export function nodeTooOld(version) {
  const parts = version.split(".").map(Number);
  const major = parts[0];
  const minor = parts[1];
  const fine = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (fine) return undefined;
  return `Clipscope needs Node 20.19 or later (of 22: 22.12 or later), and this is Node ${version}: install a current one from https://nodejs.org and run the command again.`;
}

/** Runs a command's `main`, which may stop with a sentence; anything else that is thrown is shown whole. */
export function command(main) {
  const sentence = nodeTooOld(process.versions.node);
  if (sentence) {
    console.error(sentence);
    process.exitCode = 1;
    return;
  }
  main(process.argv.slice(2)).catch((error) => {
    console.error(error && error.name === "Stop" ? error.message : error);
    process.exitCode = 1;
  });
}
