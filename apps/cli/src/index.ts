export { type Console, run } from "./run.js";
