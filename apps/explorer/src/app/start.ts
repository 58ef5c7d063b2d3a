import { createStudy, workerCompute } from "@clipscope/study";
import { effect } from "@preact/signals-core";
import { defaultDocument } from "../builtin/start.js";
import url from "../compute.worker.js?worker&url";
import { documentAt, followAddress } from "./address.js";
import { Explorer } from "./explorer.js";
import { allowed, policyQuery, withPermissions } from "./permissions.js";

/** Starts the explorer with the study in the address, or the built-in one. */
export function startExplorer(): Explorer {
  const worker = workerCompute(
    () => new Worker(`${url}${policyQuery()}`, { type: "module", name: "compute" }),
  );
  effect(() => {
    // A worker keeps the policy that it was started with.
    if (allowed.value.size > 0) worker.restart();
  });
  const compute = withPermissions(worker);
  const defaults = defaultDocument();
  const { document, problem } = documentAt(location.hash, defaults);
  const study = createStudy(document, { compute });
  const explorer = new Explorer(study, compute);
  if (problem) explorer.notify({ text: problem, topic: "opening" });
  followAddress(explorer, defaults);
  return explorer;
}
