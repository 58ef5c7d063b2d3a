import { browserCache, cachedVectorStore, localCompute, serveCompute } from "@clipscope/study";
import { builtins, extensions, load } from "./builtin/in-worker.js";

const cache = browserCache();
const store = cachedVectorStore(cache);
serveCompute(localCompute({ builtins, load, cache, store, extensions: extensions(cache, store) }));
