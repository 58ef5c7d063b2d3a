// The worker's URL may have a query, which decides whom it may contact. Chunks that import their entry do so without
// the query, and would run it a second time, so nothing is in the entry itself.
import("./compute.js");
