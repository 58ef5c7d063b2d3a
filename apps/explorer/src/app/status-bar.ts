import { count, counted, duration, percent, rate } from "@clipscope/charts";
import type { Derived, Job, OpenedDataset } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { OwnTaskElement } from "../lib/own-task.js";
import { problemLine } from "../lib/problem-line.js";
import { shared } from "../style/shared.js";
import { askToOpen } from "./ask.js";
import { engineLine } from "./engine-line.js";
import type { Explorer } from "./explorer.js";
import { lacksFiles } from "./missing-files.js";
import "./storage-line.js";

/** The running job with its progress, remaining time and Cancel; when idle, a summary of the study. */
@customElement("status-bar")
export class StatusBar extends SignalWatcher(OwnTaskElement) {
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
      .bar.endless {
        width: 30%;
        animation: slide 1.2s linear infinite alternate;
      }
      @keyframes slide {
        to {
          margin-left: 70%;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .bar.endless {
          animation: none;
        }
      }
      button {
        font-weight: 500;
        color: var(--accent);
        white-space: nowrap;
        flex: none;
      }
      .warn {
        color: var(--warning);
      }
      @media (max-width: 760px) {
        .promise,
        .kept {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @state() private unread = false;

  override render() {
    const running = this.explorer.study.jobs.running.value;
    const job = running.at(-1);
    return job ? this.#running(job, running.length - 1) : this.#resting();
  }

  #running(job: Job, others: number) {
    const { done, total, stage, unit } = job;
    const parts = [stage.charAt(0).toUpperCase() + stage.slice(1)];
    if (total > 0) parts.push(progressOf(job));
    if (unit && unit !== "bytes" && job.rate) parts.push(`${rate(job.rate)}/s`);
    if (job.secondsLeft !== undefined && job.secondsLeft >= 1)
      parts.push(msg(str`${duration(job.secondsLeft)} left`));
    if (others > 0)
      parts.push(others === 1 ? msg("and 1 more job") : msg(str`and ${count(others)} more jobs`));
    const text = parts.join(" · ");
    return html`<div class="track"><div class="bar ${total > 0 ? "" : "endless"}" style=${total > 0 ? `width:${(100 * done) / total}%` : nothing}></div></div>
      <span
        class="grow cut"
        data-testid="progress"
        role="progressbar"
        aria-label=${job.title}
        aria-valuemin="0"
        aria-valuemax=${total > 0 ? total : nothing}
        aria-valuenow=${total > 0 ? done : nothing}
        aria-valuetext=${parts.join(", ")}
        >${text}</span
      >
      <button data-testid="cancel" @click=${() => job.cancel()}>${msg("Cancel")}</button>`;
  }

  #resting() {
    const { study } = this.explorer;
    const stopped = this.#stopped();
    if (stopped) {
      const cancelled = stopped.status === "cancelled";
      const text = cancelled ? msg("Stopped. Results so far are kept.") : (stopped.error?.message ?? "");
      return html`<span class="grow cut warn" role="status" data-testid="stopped" title=${text}>${text}</span>
        ${
          cancelled || !this.#mustChoose()
            ? html`<button data-testid="resume" @click=${() => stopped.retry()}>${cancelled ? msg("Continue") : msg("Try again")}</button>`
            : html`<button data-testid="choose-missing" @click=${() => askToOpen(this, this.#mustChoose() ?? "data")}>${msg("Choose…")}</button>`
        }`;
    }
    const dataset = study.dataset().value;
    const model = study.model().value;
    const embedded = study.embedded().value;
    const failures = embedded?.failures.length ?? 0;
    const unread = (dataset?.unread.length ?? 0) + (dataset?.problems.length ?? 0);
    const parts = [
      dataset
        ? dataset.images
          ? counted(shown(dataset), msg("image"), msg("images"))
          : counted(shown(dataset), msg("row"), msg("rows"))
        : "",
      model && model.width > 0 ? `${model.id.name} · ${engineLine(model)}` : dataset ? msg("no model") : "",
    ].filter(Boolean);
    return html`<span class="cut quiet" data-testid="summary" role="status">${parts.join(" · ") || msg("Opening…")}</span>
      ${failures + unread > 0 ? html`<button class="warn" data-testid="unread" aria-expanded=${this.unread} @click=${this.#showUnread}>${unreadText(Math.max(failures, unread))}</button>` : nothing}
      <span class="grow"></span>
      <storage-line class=${failures + unread > 0 ? "kept" : ""} .explorer=${this.explorer}></storage-line>
      <span class="quiet cut promise">${msg("Everything is computed in this tab; your data never leaves it.")}</span>`;
  }

  /** Files to choose again before anything can be computed. */
  #mustChoose(): "data" | "model" | undefined {
    const { study } = this.explorer;
    const { data, model } = study.doc.value;
    if (lacksFiles(data, study.dataset())) return "data";
    return lacksFiles(model, study.model()) ? "model" : undefined;
  }

  /** The first stopped or failed computation of those that the panels and the map use. */
  #stopped(): Derived<unknown> | undefined {
    const { study } = this.explorer;
    return [study.dataset(), study.model(), study.embedded(), study.scores()].find(
      ({ status }) => status === "cancelled" || status === "failed",
    );
  }

  #showUnread = () => {
    const { study } = this.explorer;
    const dataset = study.dataset().value;
    const lines = [
      ...(dataset?.unread.map(({ path, message }) => problemLine(path, message)) ?? []),
      ...(dataset?.problems.map(({ row, message }) => problemLine(dataset.keys[row], message)) ?? []),
      ...(study.embedded().value?.failures.map(({ key, message }) => problemLine(key, message)) ?? []),
    ];
    const all = [...new Set(lines)];
    const more = all.length - 20;
    const text = `${all.slice(0, 20).join("\n")}${more > 0 ? `\n${msg(str`and ${count(more)} more`)}` : ""}`;
    this.explorer.notify({ text, about: dataset?.hash });
  };
}

/** Progress in the job's own unit: "812 of 1,644 images", "3.1 of 6.2 MB", "40%". */
function progressOf({ done, total, unit }: Job): string {
  if (unit === "bytes") return msg(str`${(done / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`);
  if (unit) return msg(str`${count(done)} of ${count(total)} ${unit}`);
  return percent(done / total, 0);
}

const shown = ({ sampled, rows }: OpenedDataset): number => sampled?.length ?? rows;

const unreadText = (n: number): string =>
  n === 1 ? msg("1 file could not be read") : msg(str`${count(n)} files could not be read`);
