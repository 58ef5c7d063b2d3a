import { count } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";

/** Progress of a long computation. */
export interface Progress {
  done: number;
  total: number;
  running: boolean;
  /** Why it failed. */
  problem?: string;
}

/** Button that starts or resumes a long computation; once it is complete, a text that says so. */
export function computeButton(
  { done, total, running, problem }: Progress,
  run: () => void,
  { id, title, ready = true }: { id: string; title: string; ready?: boolean },
) {
  if (done >= total)
    return html`<span class="small quiet" data-testid="${id}-done">${msg(str`All ${count(total)} points are computed.`)}</span>`;
  return html`<button class="main" data-testid=${id} ?disabled=${running || !ready} @click=${run}>
      ${running ? msg(str`Computing ${count(done)} of ${count(total)}`) : done > 0 || problem ? msg("Go on") : title}
    </button>
    ${problem && !running ? html`<span class="small" role="alert">${problem}</span>` : nothing}`;
}
