export { openFiles, sha256 } from "./node-files.js";
export { writeParts } from "./node-write.js";
