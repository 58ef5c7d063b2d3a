export { aboutStory, type StoryAbout, type StorySet } from "./about.js";
export { measureCorruptions } from "./corruptions.js";
export { defaultStudy } from "./default-study.js";
export {
  type StoryCall,
  type StoryCorruptionsRequest,
  type StoryExtensions,
  type StoryFigure,
  type StoryPlace,
  storyExtensions,
} from "./extensions.js";
export type { StoryGap, StoryLosses } from "./losses.js";
export { preparedDescription, prepareStudy } from "./prepare.js";
export { fitStoryProbe } from "./probe.js";
export { measureShifts, type StoryShifts, storyPanels, supervisedShifts } from "./shifts.js";
export { openStory, type Story, type StoryHow, storyDataset, unseenShifts } from "./story.js";
export { nameOfBest, type Supervised, supervisedAt } from "./supervised.js";
