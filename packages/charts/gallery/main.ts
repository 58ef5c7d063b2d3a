import "./gallery.css";
import { define } from "@clipscope/charts";
import type { State } from "./state.js";

define();

/** One file an element or plot: its states in `states`. `?only=<file>,<file>` shows some, `?scheme=dark` the dark theme. */
const files = import.meta.glob<{ states: readonly State[] }>("./states/*.ts", { eager: true });
const address = new URLSearchParams(location.search);
const only = address.get("only")?.split(",");
const scheme = address.get("scheme");
if (scheme) document.documentElement.style.colorScheme = scheme;
const main = document.querySelector("main") as HTMLElement;

for (const [path, { states }] of Object.entries(files)) {
  const name = path.replace("./states/", "").replace(".ts", "");
  if (only && !only.includes(name)) continue;
  const section = document.createElement("section");
  section.id = name;
  section.innerHTML = `<h2>${name}</h2><div class="states"></div>`;
  main.append(section);
  for (const state of states) await show(section.querySelector(".states") as HTMLElement, state);
}
await document.fonts.ready;
// Elements draw in the next frame, and once more when their sizes are known.
await new Promise((resolve) => setTimeout(resolve, 400));
document.documentElement.dataset.ready = "true";

async function show(list: HTMLElement, { name, width, height, make }: State): Promise<void> {
  const figure = document.createElement("figure");
  figure.innerHTML = `<figcaption></figcaption><div class="stage"></div>`;
  (figure.firstElementChild as HTMLElement).textContent = name;
  const stage = figure.lastElementChild as HTMLElement;
  Object.assign(stage.style, { width: `${width}px`, height: `${height}px` });
  const made = (await make()) as HTMLElement;
  Object.assign(made.style, { width: "100%", height: "100%" });
  stage.append(made);
  list.append(figure);
}
