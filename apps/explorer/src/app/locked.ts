import { layoutIn } from "./hidden-parts.js";

/** Whether other data, models and studies can be opened: false on a page opened by a locked link. */
export const allowsOpening = (): boolean => !layoutIn(location.search).locked;
