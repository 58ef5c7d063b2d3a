/**
 * Milliseconds before the service worker is registered where it isn't urgent, so that it does not delay the first map.
 */
const LATER = 4000;
/** Key of `sessionStorage`, set once the page has been reloaded in this tab to become isolated. */
const TRIED = "clipscope isolated";

/**
 * Registers the service worker, which makes the next visit work offline. On a server that does not send the
 * cross-origin isolation headers, the page is reloaded once through the worker, which adds them: WebAssembly threads
 * need them.
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

/** Whether the page may be reloaded: once per tab, to rule out an endless loop. */
function mayReload(): boolean {
  try {
    if (sessionStorage.getItem(TRIED)) return false;
    sessionStorage.setItem(TRIED, "yes");
    return true;
  } catch {
    return false; // storage is blocked, and service workers with it
  }
}

/** Everything works without a service worker, except offline. */
const ignore = () => {};
