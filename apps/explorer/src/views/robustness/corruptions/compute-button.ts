import { count } from "@clipscope/charts";
import { html, nothing } from "lit";

/** How far a long computation is. */
export interface Progress {
  done: number;
  total: number;
  running: boolean;
  /** Why it does not go on, if it failed. */
  problem?: string;
}

/** The button that starts a long computation, goes on with one that was stopped, or says that all is done. */
export function computeButton(
  { done, total, running, problem }: Progress,
  run: () => void,
  { id, title, ready = true }: { id: string; title: string; ready?: boolean },
) {
  if (done >= total)
    return html`<span class="small quiet" data-testid="${id}-done">All ${count(total)} curve points are computed.</span>`;
  return html`<button class="main" data-testid=${id} ?disabled=${running || !ready} @click=${run}>
      ${running ? `Computing ${count(done)} of ${count(total)}` : done > 0 || problem ? "Go on" : title}
    </button>
    ${problem && !running ? html`<span class="small" role="alert">${problem}</span>` : nothing}`;
}
