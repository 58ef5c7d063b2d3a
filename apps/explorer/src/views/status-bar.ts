import { count, counted, duration, percent, rate } from "@clipscope/charts";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Job } from "../state/jobs.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";

/** Current computation, with progress, remaining time and Cancel; a summary when idle. */
@customElement("status-bar")
export class StatusBar extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        position: relative;
        display: flex;
        align-items: center;
        gap: 16px;
        height: 36px;
        padding: 0 16px;
        border-top: 1px solid var(--line);
        background: var(--panel);
        font-size: var(--small);
        font-variant-numeric: tabular-nums;
      }
      .track {
        position: absolute;
        inset: -1px 0 auto;
        height: 2px;
      }
      .bar {
        height: 100%;
        background: var(--accent);
        transition: width var(--quick) linear;
      }
      button {
        font-weight: 500;
        color: var(--accent);
      }
      .warn {
        color: var(--warning);
      }
      @media (max-width: 760px) {
        .promise {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;

  constructor() {
    super();
    new Watch(this, () => [this.session, this.session.jobs]);
  }

  override render() {
    const { running } = this.session.jobs;
    const job = running.at(-1);
    return job ? this.#running(job, running.length - 1) : this.#resting();
  }

  #running(job: Job, others: number) {
    const { done, total, stage, noun, meter } = job;
    const parts = [stage.charAt(0).toUpperCase() + stage.slice(1)];
    if (total > 0)
      parts.push(
        noun ? `${count(done)} of ${counted(total, noun.replace(/s$/, ""))}` : percent(done / total, 0),
      );
    if (noun && meter.perSecond) parts.push(`${rate(meter.perSecond)}/s`);
    const left = meter.secondsLeft(total);
    if (left !== undefined && left >= 1) parts.push(`${duration(left)} left`);
    if (others > 0) parts.push(`and ${counted(others, "more job")}`);
    return html`<div class="track"><div class="bar" style="width:${total > 0 ? (100 * done) / total : 0}%"></div></div>
      <span
        class="grow cut"
        data-testid="progress"
        role="progressbar"
        aria-label=${job.title}
        aria-valuemin="0"
        aria-valuemax=${total}
        aria-valuenow=${done}
        aria-valuetext=${parts.join(", ")}
        >${parts.join(" · ")}</span
      >
      <button data-testid="cancel" @click=${job.cancel}>Cancel</button>`;
  }

  #resting() {
    const { session } = this;
    const stopped = [session.images, session.classifier, session.layout.task, session.model.info].find(
      ({ status }) => status === "cancelled" || status === "failed",
    );
    if (stopped) {
      const text =
        stopped.status === "cancelled"
          ? "Stopped. What was computed is kept."
          : (stopped.error?.message ?? "");
      return html`<span class="grow cut warn" role="status" data-testid="stopped" title=${text}>${text}</span>
        <button data-testid="resume" @click=${() => stopped.retry()}>${stopped.status === "cancelled" ? "Go on" : "Try again"}</button>`;
    }
    const info = session.model.info.value;
    const failures = session.model.failures.length;
    const parts = [
      session.items ? counted(session.items.length, "image") : "",
      session.classes ? counted(session.classes.names.length, "class", "classes") : "",
      info ? `${info.name} on ${info.backend}` : "",
    ].filter(Boolean);
    return html`<span class="cut quiet" data-testid="summary" role="status">${parts.join(" · ") || "Opening…"}</span>
      ${failures > 0 ? html`<span class="warn cut">${counted(failures, "image")} could not be read</span>` : ""}
      <span class="grow"></span><span class="quiet cut promise">Everything is computed in this tab; nothing leaves it.</span>`;
  }
}
