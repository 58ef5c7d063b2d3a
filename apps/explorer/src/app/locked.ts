import { layoutIn } from "./hidden-parts.js";

/** Whether other data, models and studies can be opened: not with a link that a teacher has locked. */
export const allowsOpening = (): boolean => !layoutIn(location.search).locked;
