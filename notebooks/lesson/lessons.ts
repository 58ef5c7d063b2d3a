/** A lesson: where it is, what it takes, and the explorer's view that shows the same. */
export interface Lesson {
  /** Name of its file, without ".html". */
  id: string;
  number: number;
  title: string;
  /** What one knows afterward, in a sentence. */
  promise: string;
  /** Time it takes, in minutes. */
  minutes: readonly [least: number, most: number];
  /** Ids of lessons to know first. */
  needs: readonly string[];
  /** The section of the CLIP paper (Radford et al. 2021) that it is about. */
  section: string;
  /** Ids of the explorer's views that it explains. */
  views: readonly string[];
}

/** The CLIP paper. */
export const PAPER = "https://arxiv.org/abs/2103.00020";

/** The lessons, in their order. */
export const lessons: readonly Lesson[] = [
  {
    id: "words-become-a-classifier",
    number: 1,
    title: "Words become a classifier",
    promise: "How a picture and a sentence become two vectors, and the angle between them a probability.",
    minutes: [10, 15],
    needs: [],
    section: "§2.3 and §3.1.2",
    views: ["classify", "confusion"],
  },
  {
    id: "prompt-engineering",
    number: 2,
    title: "Prompt engineering",
    promise:
      "What a sentence around a name is worth, what an average of sentences is worth, and when it was only chance.",
    minutes: [12, 15],
    needs: ["words-become-a-classifier"],
    section: "§3.1.4",
    views: ["prompts"],
  },
  {
    id: "zero-shot-few-shot-probe",
    number: 3,
    title: "Zero-shot, few-shot, linear probe",
    promise: "How many labels words are worth, where a probe should read, and how to catch a leak.",
    minutes: [10, 15],
    needs: ["words-become-a-classifier"],
    section: "§3.1.5, §3.2 and A.3",
    views: [],
  },
  {
    id: "robustness-under-shift",
    number: 4,
    title: "Robustness under shift",
    promise:
      "What is left of an accuracy when the same things are drawn by another hand, and why a line is needed to say so.",
    minutes: [12, 15],
    needs: ["words-become-a-classifier"],
    section: "§3.3",
    views: ["robustness"],
  },
  {
    id: "reading-a-umap",
    number: 5,
    title: "Reading a UMAP of CLIP",
    promise: "What a map of vectors keeps, what it invents, and how to tell the two apart, point by point.",
    minutes: [12, 15],
    needs: ["words-become-a-classifier"],
    section: "§2.3",
    views: ["map"],
  },
  {
    id: "where-it-fails",
    number: 6,
    title: "Where it fails",
    promise:
      "What it can’t count, tell apart, refuse or ignore, what wording alone does, and what a list of classes does to people.",
    minutes: [12, 15],
    needs: ["words-become-a-classifier"],
    section: "§6 and §7.1",
    views: [],
  },
  {
    id: "train-clip-from-scratch",
    number: 7,
    title: "Train CLIP from scratch",
    promise:
      "How pictures and captions alone make a CLIP, in a minute, and what batch, temperature and order do.",
    minutes: [12, 15],
    needs: ["words-become-a-classifier"],
    section: "§2.3 and §2.5",
    views: ["train"],
  },
  {
    id: "your-own-data-and-model",
    number: 8,
    title: "Your own data and model",
    promise:
      "Your own folder, table and checkpoint, and an accuracy of your own that others can compute again.",
    minutes: [10, 15],
    needs: ["words-become-a-classifier"],
    section: "§3.1",
    views: [],
  },
  {
    id: "lab-book",
    number: 9,
    title: "Lab book",
    promise:
      "A complete prompt-engineering experiment to copy: chosen on validation, looked at once on test, and written up from its record.",
    minutes: [10, 15],
    needs: ["words-become-a-classifier"],
    section: "§3.1.4",
    views: [],
  },
];

/** The lesson with this id. */
export const lessonOf = (id: string): Lesson | undefined => lessons.find((lesson) => lesson.id === id);

/** The lesson that explains a view of the explorer, by the view's id. */
export const lessonOfView = (view: string): Lesson | undefined =>
  lessons.find(({ views }) => views.includes(view));

/** The time that a lesson takes: "10 to 15 minutes". */
export const timeOf = ({ minutes: [least, most] }: Lesson): string => `${least} to ${most} minutes`;
