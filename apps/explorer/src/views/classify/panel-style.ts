import { css } from "lit";

/** Style of the parts of the inspector. */
export const panelStyle = css`
  :host {
    display: grid;
    align-content: start;
    gap: 12px;
  }
  table {
    font-size: 13px;
  }
  th,
  td {
    padding: 3px 8px;
  }
  th:first-child,
  td:first-child {
    padding-left: 0;
  }
  tr.truth {
    font-weight: 600;
  }
  tr.pointed {
    background: var(--accent-soft);
  }
  td .cut {
    max-width: 22ch;
  }
  .options {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    font-size: 13px;
  }
  .options label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
  }
  .options input[type="range"] {
    width: 140px;
    padding: 0;
    accent-color: var(--accent);
  }
  .options input[type="text"] {
    min-width: 160px;
    flex: 1;
  }
  .formula {
    font-family: var(--mono);
    font-size: 13px;
    line-height: 20px;
    overflow-wrap: anywhere;
  }
  .beside {
    display: flex;
    flex-wrap: wrap;
    gap: 16px;
  }
  .beside > * {
    min-width: 0;
  }
  .error {
    color: var(--warning);
  }
  .wait {
    color: var(--ink-2);
    font-size: var(--small);
  }
  svg {
    max-width: 100%;
    height: auto;
  }
`;
