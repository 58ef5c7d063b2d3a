import { createStudy, workerCompute } from "@clipscope/study";
import { effect } from "@preact/signals-core";
import { defaultDocument } from "../builtin/start.js";
import url from "../compute.worker.js?worker&url";
import { documentAt, followAddress } from "./address.js";
import { Explorer } from "./explorer.js";
import { askingForHub, hubAllowed } from "./hub.js";

/** Starts the explorer with the study that the address holds, or the built-in one. */
export function startExplorer(): Explorer {
  const worker = workerCompute(
    () => new Worker(`${url}${hubAllowed.peek() ? "?hub" : ""}`, { type: "module", name: "compute" }),
  );
  effect(() => {
    if (hubAllowed.value) worker.restart();
  });
  const compute = askingForHub(worker);
  const defaults = defaultDocument();
  const { document, problem } = documentAt(location.hash, defaults);
  const study = createStudy(document, { compute });
  const explorer = new Explorer(study, compute);
  if (problem) explorer.notify({ text: problem });
  followAddress(explorer, defaults);
  return explorer;
}
