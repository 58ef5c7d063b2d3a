import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Plugin } from "vite";
import { type Lesson, lessonOf, lessons, PAPER, timeOf } from "../lesson/lessons.js";
import { cellsIn, gatesOf, questionsIn } from "./gates.js";

/**
 * Frames each built lesson: a head with its time, what it needs and the paper's section, a foot with the way on, and the
 * attribute `hidden` on everything that waits for a prediction, so that nothing shows before the page's scripts run. Its
 * cells run in tasks of their own.
 */
export function lessonPages(): Plugin {
  return {
    name: "clipscope-lesson-pages",
    transformIndexHtml: {
      order: "pre",
      async handler(html, { filename }) {
        const id = basename(filename, ".html");
        const cells = cellsIn(await readFile(filename, "utf8"));
        const questions = cells.flatMap(questionsIn).length;
        return withFrame(withGates(foldCode(html), cells), lessonOf(id))
          .replace(
            'import {define} from "observable:runtime";',
            'import {define} from "/lesson/in-turns.ts";',
          )
          .replace("<html ", `<html data-questions="${questions}" `)
          .replace("</head>", `<style>${await tokens()}</style></head>`)
          .replace("</body>", '<script type="module" src="/lesson/page.ts"></script></body>');
      },
    },
  };
}

/** The charts' colors and measures as the page's own: they follow its color scheme. */
async function tokens(): Promise<string> {
  const { colors, measures, token } = await import("@clipscope/charts");
  const names = [...Object.keys(colors), ...Object.keys(measures)] as (keyof typeof colors)[];
  return `:root { ${names.map((name) => `--${name}: ${token(name)};`).join(" ")} }`;
}

function withGates(html: string, cells: ReturnType<typeof cellsIn>): string {
  let gated = html;
  for (const [id, after] of gatesOf(cells)) {
    gated = gated.replace(
      `<div id="cell-${id}" `,
      `<div id="cell-${id}" data-after="${after.join(" ")}" hidden `,
    );
  }
  return gated;
}

/**
 * The code of a pinned cell, which Notebook Kit puts behind the cell: folded, unless it is a query or
 * readers are asked to change it.
 */
function foldCode(html: string): string {
  return html.replace(
    /<\/div><pre([^>]*)><code class="language-(js|ts|sql|node)">([\s\S]*?)<\/code><\/pre>/g,
    (_, attributes, language, code) =>
      `</div><details class="code"${language === "sql" || code.includes(TO_CHANGE) ? " open" : ""}><summary>Code</summary><pre${attributes}><code class="language-${language}">${code}</code></pre></details>`,
  );
}

/** Comment in a cell that readers are asked to change. */
const TO_CHANGE = "// Change these.";

function withFrame(html: string, lesson: Lesson | undefined): string {
  const bar = `<nav class="bar" aria-label="Clipscope"><a href="./">Clipscope lessons</a><a href="../">Explorer</a></nav>`;
  const work = `<p class="work" role="status" hidden></p>`;
  if (!lesson) return html.replace("<main>", `${bar}<main>`).replace("</main>", `</main>${work}`);
  return html
    .replace("<main>", `${bar}<main>${headOf(lesson)}`)
    .replace("</main>", `${footOf(lesson)}</main>${work}`);
}

function headOf(lesson: Lesson): string {
  const { number, title, promise, needs, section } = lesson;
  const before = needs
    .flatMap((id) => lessonOf(id) ?? [])
    .map(({ id, title }) => `<a href="${id}.html">${title}</a>`);
  return `<header class="head">
    <p class="kicker">Lesson ${number}</p>
    <h1>${title.replaceAll("-", "\u2011")}</h1>
    <p class="promise">${promise}</p>
    <dl>
      <div><dt>Time</dt><dd>${timeOf(lesson)}</dd></div>
      <div><dt>Before it</dt><dd>${before.join(", ") || "nothing"}</dd></div>
      <div><dt>In the paper</dt><dd><a href="${PAPER}">CLIP, ${section}</a></dd></div>
      <div><dt>Predictions</dt><dd class="tally">–</dd></div>
    </dl>
  </header>`;
}

function footOf({ number }: Lesson): string {
  const next = lessons.find((lesson) => lesson.number > number);
  const on = next ? `Next: <a href="${next.id}.html">${next.title}</a>` : `<a href="./">All lessons</a>`;
  return `<footer class="foot"><p>${on}</p><p><button type="button" class="link reset" disabled>Take back all predictions of this lesson</button></p></footer>`;
}
