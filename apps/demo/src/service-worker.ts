/** What this worker uses of its global scope. */
interface ServiceWorkerScope {
  readonly location: Location;
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
}
interface ExtendableEvent {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
declare const self: ServiceWorkerScope;

/** Put in its place by the build. */
declare const __OFFLINE_FILES__: { readonly version: string; readonly files: readonly string[] };
const { version, files } = __OFFLINE_FILES__;
/** What this site keeps: others of the same origin have caches of their own. */
const ours = `nami ${self.registration.scope} `;
const cacheName = ours + version;

/** Whether a page came where a file was asked for: some servers have an answer to every address. */
const isPageInstead = ({ mode }: Request, { headers }: Response): boolean =>
  mode !== "navigate" && headers.get("content-type")?.startsWith("text/html") === true;

/** The kept answer, else the one of the network, which is kept where there is room. */
const answer = async (request: Request): Promise<Response> => {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request, { ignoreSearch: request.mode === "navigate", ignoreVary: true });
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok && !isPageInstead(request, fresh))
    await cache.put(request, fresh.clone()).catch(() => undefined);
  return fresh;
};

/** From the network where a name stays from build to build: what the browser has kept of it may be of the one before. */
const requestOf = (file: string): Request =>
  new Request(file, { cache: file.startsWith("assets/") ? "default" : "reload" });

// A new build waits until no page of the old one is open: what those load later has names that the new one lacks.
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(files.map(requestOf))));
});

self.addEventListener("activate", (event) => {
  const forgetOld = async (): Promise<void> => {
    for (const name of await caches.keys())
      if (name.startsWith(ours) && name !== cacheName) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(forgetOld());
});

self.addEventListener("fetch", (event) => {
  const { origin } = new URL(event.request.url);
  if (event.request.method === "GET" && origin === self.location.origin)
    event.respondWith(answer(event.request));
});

export {};
