import { css } from "lit";

export const neighborsStyle = css`
  :host {
    display: block;
    position: relative;
    min-height: 120px;
    overflow: auto;
    scrollbar-width: thin;
    scrollbar-color: var(--_line-strong) transparent;
    container-type: inline-size;
    font-size: var(--_small);
    line-height: 16px;
    font-variant-numeric: tabular-nums;
  }
  .all {
    display: grid;
    grid-template-columns: 132px minmax(0, 1fr);
    gap: 8px 16px;
  }
  .query {
    position: sticky;
    top: 0;
    align-self: start;
    display: grid;
    gap: 4px;
    padding: 4px 0;
    background: var(--_surface);
  }
  .query blockquote {
    margin: 0;
    font-size: var(--_text);
    line-height: 20px;
    overflow-wrap: anywhere;
  }
  .about {
    color: var(--_ink-2);
  }
  ol {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(92px, 1fr));
    gap: 4px;
    align-content: start;
    list-style: none;
  }
  button,
  .waiting {
    display: grid;
    grid-template: "picture" 72px "figures" 18px "label" 32px / minmax(0, 1fr);
    justify-items: center;
    align-items: center;
    width: 100%;
    padding: 6px 4px 4px;
    font-size: var(--_small);
    line-height: 16px;
  }
  .waiting::before {
    content: "";
    grid-area: picture;
    width: 72px;
    height: 72px;
    border-radius: var(--_radius);
    background: var(--_skeleton);
  }
  button[aria-pressed="true"] {
    background: var(--_accent-soft);
  }
  button:focus-visible {
    outline-offset: -2px;
  }
  button .picture {
    grid-area: picture;
    transition: scale var(--_quick);
  }
  button:hover .picture {
    scale: 1.08;
  }
  .text {
    grid-area: picture;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 4;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  .figures {
    grid-area: figures;
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .label {
    grid-area: label;
    align-self: start;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    max-width: 100%;
    color: var(--_ink-2);
    overflow-wrap: anywhere;
  }
  .kept {
    flex: none;
    width: 14px;
    height: 14px;
    fill: none;
    stroke: var(--_ink-2);
    stroke-width: 1.5;
  }
  .kept.yes {
    fill: var(--_ink-2);
  }
  .kept.no {
    stroke-dasharray: 2 2;
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    color: var(--_ink-2);
  }
  .key span {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  @container (max-width: 420px) {
    .all {
      grid-template-columns: minmax(0, 1fr);
    }
    .query {
      position: static;
      grid-template-columns: auto minmax(0, 1fr);
      align-items: center;
      gap: 4px 12px;
    }
    .query .picture {
      grid-row: 1 / span 4;
    }
    .query > :not(.picture) {
      grid-column: 2;
    }
  }
`;
