export { openFiles } from "./node-files.js";
export { writeParts } from "./node-write.js";
