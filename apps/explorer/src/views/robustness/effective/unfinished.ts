import type { Derived } from "@clipscope/study";
import { msg } from "@lit/localize";
import { html, nothing } from "lit";
import "../../../elements/message-card.js";

/** Card in place of a result: says that it is being computed, or why it is not, with a button to continue. */
export function unfinished(
  { status, error, retry }: Pick<Derived<unknown>, "status" | "error" | "retry">,
  heading: string,
  waiting: string,
) {
  const stopped = status === "failed" || status === "cancelled";
  const text = status === "cancelled" ? msg("The computation was stopped.") : (error?.message ?? waiting);
  return html`<message-card .heading=${heading} .text=${stopped || status === "missing" ? text : waiting}
    >${
      stopped
        ? html`<button class="link" data-testid="retry" @click=${retry}>${status === "cancelled" ? msg("Go on") : msg("Try again")}</button>`
        : nothing
    }</message-card
  >`;
}
