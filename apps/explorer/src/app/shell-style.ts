import { css } from "lit";

/** Page layout: three columns on wide screens, bottom sheets on narrow ones. */
export const shell = css`
  .skip {
    position: absolute;
    inset: 8px auto auto 8px;
    z-index: 10;
    padding: 6px 12px;
    background: var(--raised);
    box-shadow: var(--shadow);
  }
  .skip:not(:focus) {
    clip-path: inset(50%);
  }
  #view:focus {
    outline: none;
  }
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto auto;
    grid-template-columns: minmax(0, 1fr);
    height: 100dvh;
    background: var(--surface);
  }
  header {
    grid-row: 1;
    display: flex;
    align-items: center;
    gap: 24px;
    height: 48px;
    padding: 0 12px 0 16px;
    border-bottom: 1px solid var(--line);
    background: var(--panel);
  }
  .brand {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: var(--text);
    font-weight: 600;
  }
  .tabs {
    display: flex;
    align-self: stretch;
    overflow-x: auto;
    scrollbar-width: none;
  }
  .tabs button {
    position: relative;
    flex: none;
    padding: 0 12px;
    border-radius: 0;
    color: var(--ink-2);
  }
  .tabs button[aria-selected="true"] {
    color: var(--ink);
    font-weight: 500;
  }
  .tabs button[aria-selected="true"]::after {
    content: "";
    position: absolute;
    inset: auto 12px -1px;
    height: 2px;
    background: var(--accent);
  }
  .tabs button:focus-visible {
    outline-offset: -3px;
  }
  .icon {
    display: inline-flex;
    padding: 7px;
    font-size: 18px;
    color: inherit;
    border-radius: var(--radius);
  }
  a.icon:hover {
    background: var(--hover);
  }
  /* The view comes first in the page's order, so that the keyboard reaches it before the panels. */
  main {
    grid-row: 2;
    display: grid;
    grid-template: "study view selection" minmax(0, 1fr) / 272px minmax(0, 1fr) 296px;
    min-height: 0;
  }
  main.without-study {
    grid-template-columns: 0 minmax(0, 1fr) 296px;
  }
  main.without-selection {
    grid-template-columns: 272px minmax(0, 1fr) 0;
  }
  main.without-study.without-selection {
    grid-template-columns: 0 minmax(0, 1fr) 0;
  }
  .panel {
    background: var(--panel);
  }
  .panel.study {
    grid-area: study;
    border-right: 1px solid var(--line);
  }
  .panel.selection {
    grid-area: selection;
    border-left: 1px solid var(--line);
  }
  .view {
    position: relative;
    grid-area: view;
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
    overflow: hidden;
  }
  .stage {
    min-height: 0;
    overflow: hidden;
  }
  .icon:disabled {
    opacity: 0.5;
  }
  .drop-veil {
    position: fixed;
    inset: 12px;
    z-index: 20;
    display: grid;
    place-content: center;
    border: 2px dashed var(--accent);
    border-radius: 12px;
    background: color-mix(in oklab, var(--surface) 88%, transparent);
    font-weight: 500;
    pointer-events: none;
  }
  .sheets {
    grid-row: 3;
  }
  footer {
    grid-row: 4;
  }
  .sheet-head,
  .sheets {
    display: none;
  }
  .scrim {
    display: none;
  }

  @media (max-width: 1100px) {
    main,
    main.without-selection {
      grid-template: "study view" minmax(0, 1fr) / 256px minmax(0, 1fr);
    }
    main.without-study,
    main.without-study.without-selection {
      grid-template: "view" minmax(0, 1fr) / minmax(0, 1fr);
    }
    .panel.selection {
      display: none;
    }
    .sheets {
      display: flex;
      border-top: 1px solid var(--line);
      background: var(--panel);
    }
    .sheets button {
      flex: 1;
      display: inline-flex;
      align-items: center;
      justify-content: center;
      gap: 8px;
      min-height: 44px;
      border-radius: 0;
      font-weight: 500;
    }
    .sheets .study {
      display: none;
    }
    .sheets button[aria-expanded="true"] {
      color: var(--accent);
    }
    .panel.open {
      display: block;
      position: fixed;
      inset: auto 0 0;
      z-index: 10;
      max-height: 72dvh;
      border: 0;
      border-top: 1px solid var(--line);
      border-radius: 12px 12px 0 0;
      box-shadow: var(--shadow);
      animation: rise var(--quick) ease-out;
    }
    .panel.open .sheet-head {
      position: sticky;
      top: 0;
      z-index: 1;
      display: flex;
      align-items: center;
      padding: 8px 8px 8px 16px;
      border-bottom: 1px solid var(--line);
      background: var(--panel);
    }
    .scrim {
      display: block;
      position: fixed;
      inset: 0;
      z-index: 9;
      background: rgb(0 0 0 / 32%);
    }
  }
  @media (max-width: 760px) {
    /* The tabs are on a separate line. */
    header {
      flex-wrap: wrap;
      gap: 0 4px;
      height: auto;
      padding: 0 4px 0 12px;
    }
    .brand {
      height: 44px;
    }
    .tabs {
      order: 1;
      flex: 1 0 100%;
      height: 40px;
      margin-left: -12px;
      border-top: 1px solid var(--line);
    }
    .tabs button {
      padding: 0 8px;
    }
    .tabs button[aria-selected="true"]::after {
      inset: auto 8px -1px;
    }
    .brand span {
      position: absolute;
      clip-path: inset(50%);
    }
    .wide-only {
      display: none;
    }
    main,
    main.without-selection {
      grid-template: "view" minmax(0, 1fr) / minmax(0, 1fr);
    }
    .panel.study:not(.open) {
      display: none;
    }
    .sheets .study {
      display: inline-flex;
    }
  }
  @keyframes rise {
    from {
      transform: translateY(24px);
      opacity: 0;
    }
  }
`;
