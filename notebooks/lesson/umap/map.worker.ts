import { serveMaps } from "./serve-maps.js";

serveMaps(self as unknown as Parameters<typeof serveMaps>[0]);
