// Chunks that import their entry would run it a second time, so nothing is in the entry itself.
import("./compute.js");
