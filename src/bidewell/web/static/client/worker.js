/* The service worker of check-ins: keeps the open one's page for a phone without a connection, and sends what waits.
   What the network can answer is never taken from here; the page wipes all of it at the end. */
self.addEventListener("install", (event) => {
  // What a page sends while it is being closed would otherwise wait for this worker, and be lost with the page.
  if (event.addRoutes) event.addRoutes({ condition: { requestMethod: "POST" }, source: "network" });
  self.skipWaiting();
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { keep } = event.data;
  if (keep) event.waitUntil(kept(keep).then(() => event.ports[0].postMessage("kept")));
});

async function kept(addresses) {
  const cache = await caches.open(Unsent.NAME);
  await Promise.all(addresses.map(async (address) => {
    const answer = await fetch(address, { cache: "no-cache" });
    if (answer.ok) await cache.put(address, answer);
  }));
}

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  event.respondWith(fetch(event.request).catch(async (offline) => {
    const cache = await caches.has(Unsent.NAME) ? await caches.open(Unsent.NAME) : null;
    const known = cache && await cache.match(event.request, { ignoreVary: true });
    if (known) return known;
    throw offline;
  }));
});

self.addEventListener("sync", (event) => {
  if (event.tag === Unsent.NAME) event.waitUntil(sent());
});

/* An error makes the browser try again later. */
async function sent() {
  if (!await Unsent.sendAll()) throw new Error("not yet");
  await Unsent.wipe();
}
