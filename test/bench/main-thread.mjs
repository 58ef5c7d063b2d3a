/**
 * Watches a page's main thread from its next navigation on. `stop` gives each task of more than 50 ms: when it began, how
 * long it took, and how much of that was work, all in milliseconds. The rest of a task's time it waited: for other
 * programs on a busy machine, or for the graphics process.
 *
 * @param {import("playwright").Page} page
 */
export async function watchMainThread(page) {
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) window.longTasks.push([startTime, duration]);
    }).observe({ type: "longtask", buffered: true });
  });
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  const includedCategories = ["toplevel", "v8.execute", "devtools.timeline", "blink.user_timing"];
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories } });
  return {
    stop: async () => {
      const tasks = await page.evaluate("longTasks");
      const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
      await session.send("Tracing.end");
      await complete;
      const main = mainThreadOf(events);
      const began = events.findLast(
        ({ name, args }) => name === "navigationStart" && args.data?.documentLoaderURL === page.url(),
      );
      return tasks.map(([start, ms]) => ({
        start,
        ms,
        worked: workedIn(main, began.ts + 1000 * start, 1000 * ms),
      }));
    },
  };
}

/** The events of the renderer's main thread that has evaluated the page's scripts. */
function mainThreadOf(events) {
  const key = ({ pid, tid }) => `${pid}/${tid}`;
  const scripts = new Map();
  for (const event of events) {
    if (event.name === "v8.evaluateModule")
      scripts.set(key(event), (scripts.get(key(event)) ?? 0) + event.dur);
  }
  const mains = events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const [main] = mains.map(key).sort((a, b) => (scripts.get(b) ?? 0) - (scripts.get(a) ?? 0));
  return events.filter((event) => key(event) === main && event.tdur !== undefined);
}

/** Milliseconds of work in a stretch of time: that of the outermost events in it. Times are in microseconds. */
function workedIn(events, start, duration) {
  const slack = 2000;
  const inside = events
    .filter(({ ts, dur }) => ts >= start - slack && ts + dur <= start + duration + slack)
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  let end = Number.NEGATIVE_INFINITY;
  let worked = 0;
  for (const { ts, dur, tdur } of inside) {
    if (ts < end) continue;
    end = ts + dur;
    worked += tdur;
  }
  return worked / 1000;
}
