import { RENDITION_TEMPLATES } from "@clipscope/toolkit";
import { editsFit, editsInTab, readHash, type UrlState, writeHash } from "../lib/url-state.js";
import { Store } from "./store.js";

/** What a link without anything means: Twemoji, 200 concepts, the bare name as the prompt. */
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

/** What the person has chosen. All of it is in the address, except class edits that are too long for one. */
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

  /** Takes over some settings. A change of view makes a step in the browser's history; others do not. */
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
