import { type CellDefinition, define as defineCell } from "observable:runtime";
import { turn } from "./turn.js";

/**
 * Defines a cell of the page as Notebook Kit does, but each in a task of its own: cells that wait for the same value
 * would otherwise all run in one, and the page would neither draw nor answer meanwhile.
 */
export const define: typeof defineCell = (state, cell, observer) =>
  defineCell(state, { ...cell, body: inTurn(cell.body) }, observer);

const inTurn = (body: CellDefinition["body"]): CellDefinition["body"] =>
  async function (this: unknown, ...inputs) {
    await turn();
    return body.apply(this, inputs);
  };
