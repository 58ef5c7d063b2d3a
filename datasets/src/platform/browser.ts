export { openFiles } from "./browser-files.js";
export { writeParts } from "./browser-write.js";
