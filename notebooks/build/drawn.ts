import { openRenditions } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import type { Plugin } from "vite";
import { DRAWN_FILE, type Drawn, packDrawn } from "../lesson/fails/pack.js";

/** Scenes of each task. */
const SCENES = 60;
const RENDITION = "twemoji";
const SEED = 1;

/**
 * Test scenes of every task, and drawings by an artist that mini has not learned from with words on them. Throws the
 * errors of `drawScenes` and `drawAttack`.
 */
export async function draw(): Promise<Drawn> {
  const [{ drawAttack }, { tasks }, { drawScenes }] = await Promise.all([
    import("../../packages/mini/dist/world/attack.js"),
    import("../../packages/mini/dist/world/plan.js"),
    import("../../packages/mini/dist/world/scenes.js"),
  ]);
  const scenes = await drawScenes(tasks.length * SCENES, SEED, "test");
  const data = await openRenditions(await prepareRenditions({}));
  return {
    questions: scenes.map(({ task, choices, answer, pixels }) => ({
      task,
      choices,
      answer,
      image: { width: 64, height: 64, data: pixels },
    })),
    attack: await drawAttack(data, RENDITION, SEED),
  };
}

/** Draws what only a program with fonts can draw, and puts it beside the lessons. */
export function drawnFile(): Plugin {
  return {
    name: "clipscope-drawn-file",
    async generateBundle() {
      this.emitFile({ type: "asset", fileName: DRAWN_FILE, source: await packDrawn(await draw()) });
    },
    configureServer(server) {
      let packed: Promise<Uint8Array> | undefined;
      server.middlewares.use(async (request, response, next) => {
        if (request.url !== `/${DRAWN_FILE}`) return next();
        packed ??= draw().then(packDrawn);
        response.end(await packed);
      });
    },
  };
}
