export { openFiles, sha256 } from "./node-files.js";
