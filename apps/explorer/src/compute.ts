import { browserCache, cachedVectorStore, layeredCache, localCompute, serveCompute } from "@clipscope/study";
import { builtins, extensions, given, load } from "./builtin/in-worker.js";

const cache = layeredCache(browserCache(), given);
const store = cachedVectorStore(cache);
serveCompute(localCompute({ builtins, load, cache, store, extensions: extensions(cache, store) }));
