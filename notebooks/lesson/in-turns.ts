import { type CellDefinition, define as defineCell } from "observable:runtime";
import { turn } from "./turn.js";

/**
 * Defines a cell of the page as Notebook Kit does, but runs each in its own task: otherwise all cells that wait for the
 * same value run in one task, and the page can neither draw nor respond meanwhile.
 */
export const define: typeof defineCell = (state, cell, observer) =>
  defineCell(state, { ...cell, body: inTurn(cell.body) }, observer);

const inTurn = (body: CellDefinition["body"]): CellDefinition["body"] =>
  async function (this: unknown, ...inputs) {
    await turn();
    return body.apply(this, inputs);
  };
