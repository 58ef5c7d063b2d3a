import { css } from "lit";

/** Style of the panels beside the map and of the map's menus. */
export const panelStyle = css`
  :host {
    display: grid;
    gap: 12px;
    align-content: start;
    font-size: 13px;
  }
  .head {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .head h2 {
    flex: 1;
    min-width: 0;
  }
  .head button {
    display: inline-flex;
    padding: 5px;
  }
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 4px 12px;
  }
  .field > input[type="number"],
  .field > select {
    width: 104px;
  }
  .field > .small {
    grid-column: 1 / -1;
  }
  input[type="checkbox"],
  input[type="radio"] {
    width: 16px;
    height: 16px;
    margin: 0;
    accent-color: var(--accent);
  }
  input[type="range"] {
    padding: 0;
    accent-color: var(--accent);
    min-height: 24px;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 28px;
    cursor: pointer;
  }
  .wide {
    display: block;
    width: 100%;
    min-height: 28px;
    padding: 4px 8px;
    border: 1px solid var(--line-strong);
    text-align: left;
  }
  .wide:disabled {
    border-color: var(--line);
  }
  ol {
    list-style: none;
  }
  .line {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 8px;
    width: 100%;
    min-height: 44px;
    padding: 2px 4px;
    text-align: left;
  }
  .line[aria-pressed="true"] {
    background: var(--accent-soft);
  }
`;
