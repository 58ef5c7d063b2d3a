import { css, html, nothing, type TemplateResult } from "lit";

/** Style of a chart's note, and of its skeleton while it is busy. */
export const noteStyle = css`
  .note {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 12px;
    padding: 16px;
    text-align: center;
    color: var(--_ink-2);
  }
  .note p {
    max-width: 44ch;
    margin: 0;
  }
  .skeleton {
    position: absolute;
    inset: 24px;
    background: radial-gradient(circle, var(--_skeleton) 4px, transparent 4.5px) 50% 50% / 24px 24px;
    mask-image: radial-gradient(closest-side, #000 60%, transparent);
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  @keyframes breathe {
    to {
      opacity: 0.55;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .skeleton {
      animation: none;
    }
  }
`;

/** Placeholder of a chart without data: a message with the slotted button, or a skeleton while busy. */
export function note(message: string, busy: boolean): TemplateResult | typeof nothing {
  if (!message && !busy) return nothing;
  return html`${busy ? html`<div class="skeleton" aria-hidden="true"></div>` : nothing}
    ${message ? html`<div class="note" role="status"><p>${message}</p><slot></slot></div>` : nothing}`;
}
