import { css } from "lit";

/** Style of the panel's sections. */
export const panelStyle = css`
  :host {
    display: block;
  }
  section {
    padding: 16px;
    border-bottom: 1px solid var(--line);
  }
  h2 {
    display: flex;
    align-items: center;
    gap: 4px;
    min-height: 24px;
    margin-bottom: 8px;
  }
  h2 .number {
    flex: 1;
    font-weight: 400;
  }
  h2 .link {
    font-size: var(--small);
    font-weight: 400;
  }
  .second {
    margin-top: 12px;
  }
  .error {
    color: var(--warning);
    overflow-wrap: anywhere;
  }
  .notes {
    margin-top: 8px;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 2px 12px;
    font-size: var(--small);
    line-height: 20px;
  }
  dd {
    text-align: right;
    font-variant-numeric: tabular-nums;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .field {
    display: grid;
    grid-template-columns: 72px minmax(0, 1fr);
    align-items: center;
    gap: 8px;
    margin-top: 6px;
    font-size: var(--small);
  }
  select {
    font: inherit;
    font-size: 13px;
    width: 100%;
    min-width: 0;
    padding: 3px 4px;
    color: inherit;
    background: var(--raised);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
  }
  .seed {
    display: flex;
    align-items: center;
    gap: 6px;
    margin-top: 8px;
  }
  .seed input {
    flex: none;
    width: 52px;
  }
  .seed select {
    flex: 0 1 auto;
    padding-right: 4px;
  }
  .seed button {
    flex: none;
  }
  .seed button:not(.link) {
    display: inline-flex;
    padding: 6px;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    margin-top: 8px;
  }
`;
