import { ClipscopeError } from "@clipscope/types";
import type { RawTable } from "./raw-table.js";
import type { FileSource, ReadOptions } from "./source.js";

export async function readImageFolder(_files: readonly FileSource[], _how: ReadOptions): Promise<RawTable> {
  throw new ClipscopeError("internal", "to come");
}
