import { browserCache, localCompute, serveCompute } from "@clipscope/study";

/** Ends this worker if it is the page's first, without a word or with an error. */
const end = async (how: unknown) => {
  if (self.name !== "1") return self.name;
  if (how === "error") setTimeout(() => Promise.reject(new Error("never mind")).catch(fail));
  else self.close();
  return new Promise(() => {});
};
const fail = (error: Error) =>
  queueMicrotask(() => {
    throw error;
  });

serveCompute(localCompute({ cache: browserCache(), extensions: () => ({ end }) }));
