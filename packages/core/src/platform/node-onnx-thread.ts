/** The worker module of `compilerOnThreads`. */
import { workerData } from "node:worker_threads";
import { type CompiledGraph, compilerHere } from "../engine/compiler.js";
import { loadNative } from "./node-native.js";
import type { OnnxRequest } from "./node-onnx-threads.js";
import { answerQuestions } from "./node-thread.js";

const compiler = compilerHere({ ort: await loadNative(), settings: workerData });
const graphs: CompiledGraph[] = [];

answerQuestions(async (request: OnnxRequest) => {
  if (request === "close") await compiler.close();
  else if ("model" in request) graphs.push(await compiler.compile(request.model));
  else return graphs[request.graph].run(request.feeds, request.output);
});
