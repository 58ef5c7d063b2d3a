import { css } from "lit";

/** Style of chips: a short text with a button that removes it. */
export const chips = css`
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    max-width: 100%;
    padding: 2px 4px 2px 8px;
    border: 1px solid var(--line-strong);
    border-radius: 999px;
    font-size: var(--small);
  }
  .chip button {
    display: inline-flex;
    padding: 2px;
  }
`;
