import type { Derived, PublishedShifts, Study } from "@clipscope/study";
import { askFor } from "../asked.js";

/** The published models' robustness plots. */
export const publishedOf = (study: Study): Derived<PublishedShifts> =>
  askFor(study, { name: "published-shifts", argument: {}, title: "Published robustness" });
