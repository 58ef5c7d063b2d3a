export { openFiles, sha256 } from "./browser-files.js";
