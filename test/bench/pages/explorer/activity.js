// Notes when a page draws, whichever way it does: WebGPU, WebGL or a 2D canvas. Loaded before anything that draws.

let first = 0;
let last = 0;
let pending = 0;

/** Forgets what was drawn so far. */
function reset() {
  first = last = 0;
}

async function note(done) {
  pending++;
  await done;
  pending--;
  last = performance.now();
  first ||= last;
}

const nextTask = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(0);
  });
/** The end of the frame in which something is drawn on a 2D canvas. */
const frameEnd = () => new Promise((resolve) => requestAnimationFrame(() => nextTask().then(resolve)));

function patch(prototype, names, done) {
  for (const name of names) {
    const own = prototype[name];
    prototype[name] = function (...given) {
      const result = own.apply(this, given);
      void note(done(this));
      return result;
    };
  }
}

/** Resolves once the GPU has finished its commands; WebGL 1 has no fences, so it blocks instead. */
async function finished(gl) {
  const sync = gl.fenceSync?.(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  if (!sync) return gl.finish();
  gl.flush();
  while (gl.getSyncParameter(sync, gl.SYNC_STATUS) !== gl.SIGNALED && !gl.isContextLost())
    await new Promise((resolve) => setTimeout(resolve, 1));
}

const draws = ["drawArrays", "drawElements"];
for (const Context of [globalThis.WebGLRenderingContext, globalThis.WebGL2RenderingContext])
  if (Context) patch(Context.prototype, draws, finished);
if (globalThis.GPUQueue) patch(GPUQueue.prototype, ["submit"], (queue) => queue.onSubmittedWorkDone());
patch(CanvasRenderingContext2D.prototype, ["drawImage", "putImageData"], frameEnd);

/** Milliseconds from an action until something new is on the screen, and until nothing more is drawn for `quiet` ms. */
export async function timed(act, quiet = 600) {
  reset();
  const start = performance.now();
  await act();
  const acted = performance.now();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = performance.now();
    if (pending === 0 && now - Math.max(last, acted) > quiet) break;
    if (now - start > 60_000) break;
  }
  // Nothing was drawn, or the drawing did not end.
  if (first === 0 || pending > 0) return { first: Number.NaN, full: Number.NaN };
  return { first: first - start, full: last - start };
}
