import { css } from "lit";

/** Layout of the Confusion view: the matrix, the map beside it on wide windows, and the list or the open cell. */
export const viewStyle = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    grid-template-columns: minmax(0, 1fr);
    height: 100%;
  }
  .stage {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 256px;
    min-height: 0;
  }
  .stage.mapped {
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) 256px;
  }
  figure {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    grid-template-columns: minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
    margin: 0;
  }
  /* Two lines always, so that the matrix does not move under the pointer when the caption changes. */
  figcaption {
    height: 52px;
    padding: 8px 16px 0;
    font-size: 13px;
    line-height: 18px;
    overflow: hidden;
  }
  figcaption span {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }
  .runs {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    min-height: 0;
  }
  .run {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-height: 0;
  }
  .run h3 {
    padding: 0 16px;
  }
  .stale {
    opacity: 0.45;
  }
  .map {
    min-width: 0;
    border-left: 1px solid var(--line);
  }
  .side {
    display: flex;
    flex-direction: column;
    min-height: 0;
    border-left: 1px solid var(--line);
  }
  .side confusion-cell {
    flex: 0 1 auto;
    min-height: 0;
    max-height: 70%;
    overflow: auto;
    border-bottom: 1px solid var(--line-strong);
    scrollbar-width: thin;
  }
  .side confusion-list {
    flex: 1 1 160px;
  }
  @media (max-width: 1240px) {
    .stage,
    .stage.mapped {
      grid-template-columns: minmax(0, 1fr);
      grid-auto-rows: max-content;
      overflow: auto;
    }
    figure,
    .map {
      height: min(640px, 66dvh);
    }
    .map {
      border-left: 0;
      border-top: 1px solid var(--line);
    }
    .side {
      border-left: 0;
      border-top: 1px solid var(--line);
    }
    .side confusion-cell {
      max-height: none;
    }
    .side confusion-list {
      flex: none;
      height: 320px;
    }
  }
  @media (max-width: 760px) {
    .runs {
      grid-auto-flow: row;
      grid-auto-rows: minmax(0, 1fr);
    }
    .two figure {
      height: 130dvh;
    }
  }
`;
