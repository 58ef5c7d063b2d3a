import { css } from "lit";

export const classListStyle = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .head {
    display: grid;
    gap: 8px;
    padding: 12px 16px;
    border-bottom: 1px solid var(--line);
  }
  .chips {
    max-height: 92px;
    overflow: auto;
  }
  .chip button {
    padding: 4px;
  }
  .empty {
    padding: 12px 16px;
  }
  clip-list {
    flex: 1;
  }
  .line {
    display: grid;
    position: relative;
    grid-template-columns: 32px minmax(0, 1fr) auto;
    align-items: center;
    gap: 4px;
    height: 40px;
    padding: 0 16px;
  }
  /* Over the verdict, to leave room for names; beside it on devices that can't hover. */
  .acts {
    position: absolute;
    right: 8px;
    display: flex;
    background: var(--surface);
    border-radius: var(--radius);
    opacity: 0;
  }
  .line:hover .acts,
  .line:focus-within .acts,
  .line.edited .acts {
    opacity: 1;
  }
  @media (hover: none) {
    .line {
      grid-template-columns: 32px minmax(0, 1fr) auto auto;
      padding-right: 4px;
    }
    .acts {
      position: static;
      opacity: 1;
    }
  }
  .line.edited .number {
    margin-right: 56px;
  }
  .line input {
    padding: 4px 6px;
    border-color: transparent;
    background: transparent;
    text-overflow: ellipsis;
  }
  .line input:hover,
  .line input:focus {
    border-color: var(--line-strong);
    background: var(--raised);
  }
  .line.edited input {
    color: var(--accent);
    font-weight: 500;
  }
  .line.out input {
    text-decoration: line-through;
    color: var(--ink-2);
  }
  .line button {
    display: inline-flex;
    justify-content: center;
    padding: 6px;
    color: var(--ink-2);
  }
  .blank {
    width: 32px;
    height: 32px;
    border: 1px dashed var(--line-strong);
    border-radius: 4px;
  }
  form {
    display: flex;
    gap: 8px;
    padding: 12px 16px;
    border-top: 1px solid var(--line);
  }
  .merge {
    flex-wrap: wrap;
  }
  .merge label {
    flex: 1 0 100%;
  }
  .merge input {
    flex: 1;
    width: auto;
    min-width: 0;
  }
  form button {
    padding: 4px 12px;
    border: 1px solid var(--line-strong);
    font-weight: 500;
    background: var(--raised);
  }
`;
