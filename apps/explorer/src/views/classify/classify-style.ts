import { css } from "lit";

/**
 * Wide: list, grid and inspector side by side. Otherwise the inspector is above the grid, and on a phone everything is
 * in one column.
 */
export const classifyStyle = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    height: 100%;
    container-type: inline-size;
  }
  .stage {
    display: grid;
    grid-template-columns: minmax(240px, 0.42fr) minmax(0, 1fr);
    grid-template-rows: fit-content(66%) minmax(0, 1fr);
    min-height: 0;
  }
  class-list {
    grid-row: 1 / -1;
    border-right: 1px solid var(--line);
  }
  .inspector {
    display: grid;
    align-content: start;
    gap: 12px;
    min-height: 0;
    padding: 12px 16px;
    border-bottom: 1px solid var(--line);
  }
  .images {
    min-height: 0;
    padding: 12px 16px;
  }
  .focus {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    max-width: 620px;
  }
  .parts {
    display: flex;
    flex-wrap: wrap;
    gap: 0;
    border-bottom: 1px solid var(--line);
  }
  .parts button {
    flex: none;
    min-height: 30px;
    padding: 4px 7px;
    border-radius: var(--radius) var(--radius) 0 0;
    font-size: 13px;
    white-space: nowrap;
  }
  .parts button[aria-expanded="true"] {
    color: var(--accent);
    font-weight: 500;
    box-shadow: inset 0 -2px 0 var(--accent);
  }
  .parts button:focus-visible {
    outline-offset: -2px;
  }
  .change {
    font-size: 13px;
  }
  @container (min-width: 1100px) {
    .stage {
      grid-template-columns: minmax(260px, 320px) minmax(0, 1fr) minmax(440px, 0.7fr);
      grid-template-rows: minmax(0, 1fr);
    }
    class-list {
      grid-row: 1;
    }
    .inspector {
      order: 2;
      border-bottom: 0;
      border-left: 1px solid var(--line);
    }
  }
  @container (max-width: 640px) {
    .toolbar {
      flex-wrap: wrap;
      gap: 6px 8px;
      padding-block: 6px;
    }
    .toolbar > .grow {
      display: none;
    }
    .stage {
      display: flex;
      flex-direction: column;
      overflow: auto;
    }
    .inspector,
    class-list,
    .images {
      flex: none;
      overflow: visible;
    }
    class-list {
      order: 1;
      height: 60dvh;
      border-right: 0;
      border-bottom: 1px solid var(--line);
    }
    .images {
      order: 2;
    }
  }
`;
