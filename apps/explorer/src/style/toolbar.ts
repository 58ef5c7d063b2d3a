import { css } from "lit";

/** Style of the toolbar above a view: button groups, selects, actions at the end. */
export const toolbar = css`
  .toolbar {
    display: flex;
    align-items: center;
    gap: 12px;
    /* A link or a key can hide it; the view's grid rows stay the same. */
    visibility: var(--toolbar-visibility, visible);
    min-height: var(--toolbar-height, 48px);
    max-height: var(--toolbar-height, none);
    padding: 0 12px;
    border-bottom: var(--toolbar-line, 1px) solid var(--line);
    overflow-x: auto;
    scrollbar-width: none;
  }
  .toolbar > * {
    flex: none;
  }
  .toolbar > .grow {
    flex: 1;
  }
  .toolbar button,
  .segments button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    height: 30px;
    padding: 0 8px;
    font-size: 13px;
    white-space: nowrap;
  }
  .toolbar wa-icon {
    font-size: 16px;
  }
  .segments {
    display: inline-flex;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    overflow: hidden;
  }
  .segments button {
    height: 28px;
    border-radius: 0;
  }
  .segments button + button {
    border-left: 1px solid var(--line);
  }
  .toolbar button[aria-pressed="true"],
  .segments button[aria-pressed="true"] {
    background: var(--accent-soft);
    color: var(--accent);
    font-weight: 500;
  }
  .segments :focus-visible {
    outline-offset: -2px;
  }
  @media (max-width: 760px) {
    .toolbar button span,
    .toolbar label > span {
      display: none;
    }
    .toolbar .segments.words button {
      padding: 0 10px;
    }
  }
`;
