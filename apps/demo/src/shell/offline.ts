import { signal } from "@preact/signals";

/** Whether the page would open without a network. */
export const isKept = signal(false);

/** Keeps the page for use without a network, where the browser can. A page without storage goes on without. */
export const keepForOffline = async (): Promise<void> => {
  if (import.meta.env.DEV || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(new URL("./service-worker.js", document.baseURI).href);
    await navigator.serviceWorker.ready;
    isKept.value = true;
  } catch (error) {
    console.info("The page is not kept for offline use:", error instanceof Error ? error.message : error);
  }
};
