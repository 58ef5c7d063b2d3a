import { AccuracyElement } from "./elements/accuracy.js";
import { BarsElement } from "./elements/bars.js";
import { CameraElement } from "./elements/camera.js";
import { ConfusionElement } from "./elements/confusion/confusion.js";
import { LegendElement } from "./elements/legend/legend.js";
import { ListElement } from "./elements/list.js";
import { NeighborsElement } from "./elements/neighbors/neighbors.js";
import { PromptBoardElement } from "./elements/prompt-board/prompt-board.js";
import { ScatterElement } from "./elements/scatter/scatter.js";
import { SimilarityElement } from "./elements/similarity/similarity.js";
import { SketchElement } from "./elements/sketch.js";
import { ThumbElement } from "./elements/thumb.js";
import { TipElement } from "./elements/tip.js";
import { TokensElement } from "./elements/tokens/tokens.js";
import { TrainingElement } from "./elements/training/training.js";
import { VerdictElement } from "./elements/verdict.js";

const elements = {
  accuracy: AccuracyElement,
  bars: BarsElement,
  camera: CameraElement,
  confusion: ConfusionElement,
  legend: LegendElement,
  list: ListElement,
  neighbors: NeighborsElement,
  "prompt-board": PromptBoardElement,
  scatter: ScatterElement,
  similarity: SimilarityElement,
  sketch: SketchElement,
  thumb: ThumbElement,
  tip: TipElement,
  tokens: TokensElement,
  training: TrainingElement,
  verdict: VerdictElement,
};

/**
 * Registers the custom elements as `<prefix>-scatter`, `<prefix>-confusion` and so on. Names that are already
 * registered, by an earlier call or by a second copy of this package in the page, are skipped. Each prefix
 * registers a complete set.
 */
export function define(prefix = "clip"): void {
  for (const [name, Base] of Object.entries(elements)) {
    const tag = `${prefix}-${name}`;
    // A class can be registered under only one name, so each prefix needs its own subclasses.
    if (!customElements.get(tag)) customElements.define(tag, class extends (Base as typeof HTMLElement) {});
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "clip-accuracy": AccuracyElement;
    "clip-bars": BarsElement;
    "clip-camera": CameraElement;
    "clip-confusion": ConfusionElement;
    "clip-legend": LegendElement;
    "clip-list": ListElement;
    "clip-neighbors": NeighborsElement;
    "clip-prompt-board": PromptBoardElement;
    "clip-scatter": ScatterElement;
    "clip-similarity": SimilarityElement;
    "clip-sketch": SketchElement;
    "clip-thumb": ThumbElement;
    "clip-tip": TipElement;
    "clip-tokens": TokensElement;
    "clip-training": TrainingElement;
    "clip-verdict": VerdictElement;
  }
}
