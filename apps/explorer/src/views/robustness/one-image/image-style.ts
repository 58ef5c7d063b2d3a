import { css } from "lit";

/** Style of the part about one image: the picture, what it is taken for, and the charts beside each other. */
export const imageStyle = css`
  :host {
    display: block;
    margin-top: 24px;
    padding-top: 16px;
    border-top: 1px solid var(--line);
  }
  .head {
    display: flex;
    align-items: start;
    gap: 8px;
    margin-bottom: 12px;
  }
  .head h2 {
    flex: 1;
    max-width: 760px;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    margin-bottom: 16px;
  }
  .controls select {
    max-width: 260px;
  }
  .severity input {
    width: 140px;
    padding: 0;
    accent-color: var(--accent);
  }
  .severity output {
    min-width: 1ch;
  }
  .image {
    display: grid;
    grid-template-columns: auto minmax(160px, 240px) minmax(0, 1fr);
    align-items: start;
    gap: 16px 32px;
  }
  @container part (max-width: 1000px) {
    .image {
      grid-template-columns: auto minmax(160px, 1fr);
    }
    path-figure {
      grid-column: 1 / -1;
    }
  }
  @container part (max-width: 430px) {
    .image {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  .strip {
    display: flex;
    gap: 2px;
    margin: 6px -2px 0;
  }
  .strip button {
    padding: 2px;
    border-radius: 6px;
  }
  .strip button[aria-pressed="true"] {
    box-shadow: 0 0 0 2px var(--accent);
  }
  .says {
    display: grid;
    gap: 8px;
  }
  .note {
    max-width: 760px;
    margin: 8px 0;
  }
  .stale {
    opacity: 0.45;
  }
  details {
    margin: 8px 0;
  }
  summary {
    width: fit-content;
    padding: 4px 0;
    font-weight: 500;
    cursor: pointer;
  }
  picture-grid {
    margin-top: 8px;
  }
`;
