import { css } from "lit";

/** Style of a modal dialog: a head with title and close button, and sections. */
export const dialogStyle = css`
  dialog {
    width: min(560px, calc(100vw - 32px));
    max-height: calc(100dvh - 64px);
    padding: 0;
    border: 1px solid var(--line);
    border-radius: 10px;
    background: var(--raised);
    color: var(--ink);
    box-shadow: var(--shadow);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 32%);
  }
  .head {
    position: sticky;
    top: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    padding: 12px 12px 12px 20px;
    border-bottom: 1px solid var(--line);
    background: var(--raised);
  }
  .head button {
    display: inline-flex;
    padding: 7px;
  }
  section {
    display: grid;
    gap: 8px;
    padding: 16px 20px;
    border-bottom: 1px solid var(--line);
  }
  section:last-child {
    border-bottom: 0;
  }
`;
