/** The study shown without a link. */
export { defaultStudy as defaultDocument } from "@clipscope/mini/story";
