const NAME = "clipscope-welcomed";

/** Whether the page is opened for the first time in this browser, without a link to a study. */
export function isFirstVisit(): boolean {
  if (location.hash !== "" || new URLSearchParams(location.search).has("hide")) return false;
  try {
    return localStorage.getItem(NAME) === null;
  } catch {
    // If site data is blocked, every visit is the first.
    return true;
  }
}

/** Remembers that the page has been introduced. */
export function markVisited(): void {
  try {
    localStorage.setItem(NAME, "1");
  } catch {
    // If site data is blocked, the welcome appears on the next visit too.
  }
}
