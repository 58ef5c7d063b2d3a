import { css } from "lit";

/** Style of a card: a picture, and beside it a name, details and bars. */
export const cardStyle = css`
  :host {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 12px;
  }
  .about {
    display: grid;
    align-content: start;
    gap: 8px;
  }
  :host([stacked]) clip-bars {
    grid-column: 1 / -1;
  }
  .name {
    font-weight: 600;
    line-height: 18px;
    overflow-wrap: anywhere;
  }
  .details {
    overflow-wrap: anywhere;
  }
  .remove {
    display: inline-flex;
    padding: 6px;
  }
`;
