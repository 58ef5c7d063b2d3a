import type { Computed, Derived, ShiftsEvaluation, Study } from "@clipscope/study";
import type { ShiftPanel } from "@clipscope/toolkit";
import { optionsOf } from "../../registry.js";
import { robustness as spec } from "../spec.js";
import { splitOf } from "../split-of.js";
import { ownPanels } from "./own-panels.js";

/** The open study's evaluation under shift, and the baselines supplied by the user. */
export interface OwnShifts {
  /** Absent without baselines. */
  derived?: Derived<Computed<ShiftsEvaluation>>;
  panels: readonly ShiftPanel[];
}

const drawn = new WeakMap<ShiftsEvaluation, readonly ShiftPanel[]>();

/** Reads the study's evaluation under shift, with the baselines in the view's options. */
export function ownShifts(study: Study): OwnShifts {
  const { baselines, reference, probe } = optionsOf(spec, study);
  if (!baselines || study.dataset().value?.roles.shift === undefined) return { panels: [] };
  const derived = study.shifts({
    baselines,
    ...(reference && { reference }),
    ...(probe && splitOf(study) && { probe }),
  });
  const result = derived.value?.result;
  if (!result) return { derived, panels: [] };
  const panels = drawn.get(result) ?? ownPanels(result);
  drawn.set(result, panels);
  return { derived, panels };
}
