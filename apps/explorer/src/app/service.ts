/** Milliseconds after which the service worker is registered where it isn't urgent: the first map comes first. */
const LATER = 4000;
/** Remembers, for this tab, that the page was loaded again to be isolated. */
const TRIED = "clipscope isolated";

/**
 * Registers the service worker, which makes the next visit work offline. On a server without the headers of isolation
 * the page is loaded once more, now through the worker, which adds them: only then may WebAssembly use threads.
 */
export function registerService(): void {
  if (import.meta.env.DEV || !isSecureContext || !("serviceWorker" in navigator)) return;
  if (crossOriginIsolated || !mayReload()) {
    addEventListener("load", () => setTimeout(() => void register().catch(ignore), LATER));
  } else {
    void register().then(reloadOnceActive).catch(ignore);
  }
}

const register = () =>
  navigator.serviceWorker.register(new URL("service-worker.js", document.baseURI), {
    updateViaCache: "none",
  });

async function reloadOnceActive(registration: ServiceWorkerRegistration | undefined): Promise<void> {
  if (!registration) return;
  await navigator.serviceWorker.ready;
  location.reload();
}

/** Whether the page may be loaded again: once in a tab, so that it can't go on for ever. */
function mayReload(): boolean {
  try {
    if (sessionStorage.getItem(TRIED)) return false;
    sessionStorage.setItem(TRIED, "yes");
    return true;
  } catch {
    return false; // storage is blocked, and service workers with it
  }
}

/** Without a service worker everything works, except offline. */
const ignore = () => {};
