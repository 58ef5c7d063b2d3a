export { openFiles, sha256 } from "./browser-files.js";
export { writeParts } from "./browser-write.js";
