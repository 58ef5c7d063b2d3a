import { RENDITION_TEMPLATES } from "@clipscope/toolkit";
import { editsFit, editsInTab, readHash, type UrlState, writeHash } from "../lib/url-state.js";
import { Store } from "./store.js";

/** State of an empty link: Twemoji, 200 concepts, the bare name as the prompt. */
export const defaults: UrlState = {
  view: "map",
  renditions: ["twemoji"],
  classes: 200,
  seed: 1,
  templates: [RENDITION_TEMPLATES[0]],
  renamed: {},
  added: [],
  color: "group",
  hidden: [],
  rollup: "group",
  robustness: "renditions",
  study: "measured",
  shift: "",
  every: "4",
  theme: "auto",
};

/** The user's settings. All are in the address, except class edits that are too long for it. */
export class Settings extends Store {
  state: UrlState = readHash(location.hash, defaults);

  constructor() {
    super();
    this.#restoreEdits();
    addEventListener("hashchange", () => {
      if (location.hash.slice(1) === writeHash(this.state, defaults)) return;
      this.state = readHash(location.hash, defaults);
      this.#restoreEdits();
      this.changed();
    });
  }

  /** Applies some settings. Only a change of view adds a history entry. */
  set(patch: Partial<UrlState>): void {
    const step = patch.view !== undefined && patch.view !== this.state.view;
    this.state = { ...this.state, ...patch };
    const hash = `#${writeHash(this.state, defaults)}`;
    if (step) history.pushState(null, "", hash);
    else history.replaceState(null, "", hash);
    this.#keepEdits();
    this.changed();
  }

  #keepEdits(): void {
    const { renamed, added } = this.state;
    if (!editsFit(this.state)) sessionStorage.setItem("class-edits", JSON.stringify({ renamed, added }));
  }

  #restoreEdits(): void {
    const kept = sessionStorage.getItem("class-edits");
    if (kept && editsInTab(location.hash)) Object.assign(this.state, JSON.parse(kept));
  }
}
