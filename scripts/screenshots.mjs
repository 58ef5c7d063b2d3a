// Takes the pictures of docs/screenshots/ from the running explorer: the views, light and dark.
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { launch } from "../test/e2e/chromium.mjs";
import { serveExplorer } from "./serve/explorer.mjs";
import { root } from "./setup/places.mjs";
import { ready } from "./setup/ready.mjs";

const FOLDER = join(root, "docs", "screenshots");
const SIZE = { width: 1440, height: 900 };
const LARGEST = 250_000; // bytes of a picture

/** Each picture's address, and what is done before it is taken. */
const VIEWS = {
  map: { hash: "sample.count=600", before: hoverOver },
  classify: { hash: "view=classify&texts~0.templates~0=a+drawing+of+{}" },
  confusion: { hash: "view=confusion&views.confusion.by=subgroup&sample.count=600" },
  robustness: { hash: "view=robustness&without=data.parts" },
  effective: { hash: "view=robustness&views.robustness.part=effective" },
};

await ready();
await mkdir(FOLDER, { recursive: true });
const [server, browser] = await Promise.all([serveExplorer({ port: 0 }), launch()]);
for (const theme of ["light", "dark"]) {
  for (const [name, { hash, before }] of Object.entries(VIEWS)) {
    const context = await browser.newContext({ viewport: SIZE, colorScheme: theme, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.goto(`${server.url}#v=2&${hash}&end`);
    await settled(page);
    await before?.(page);
    await settled(page);
    const path = join(FOLDER, `${name}-${theme}.png`);
    const picture = await page.screenshot({ animations: "disabled", caret: "hide" });
    await sharp(picture).png({ palette: true, colors: 128, effort: 10, compressionLevel: 9 }).toFile(path);
    const { size } = await stat(path);
    console.log(`${path.slice(root.length)} ${Math.round(size / 1000)} kB`);
    if (size > LARGEST) throw new Error(`${path} has ${size} bytes, more than ${LARGEST}: show less in it.`);
    await context.close();
  }
}
await Promise.all([browser.close(), server.close()]);

/** Waits until nothing is computing and the accuracy is that of what is shown. */
async function settled(page) {
  const timeout = 300_000;
  await page.locator("html[data-ready=true]").waitFor({ timeout });
  await page.locator("study-panel [data-testid=accuracy][data-value][data-stale=false]").waitFor({ timeout });
  await page.locator("html[data-ready=true]").waitFor({ timeout });
  await page.waitForTimeout(500);
}

async function hoverOver(page) {
  const map = page.locator("clip-scatter");
  const box = await map.boundingBox();
  const [x, y] = await map.evaluate((element) => element.locate(40));
  await page.mouse.move(box.x + x, box.y + y);
  await page.getByTestId("card").waitFor();
}
