import { templatesOf } from "./catalog.js";
import catalog from "./de.json";

/** The German texts. */
export const templates = templatesOf(catalog);
