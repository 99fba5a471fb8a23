/* What was answered and has not arrived yet: kept in the browser's own database, sent until the server has said yes.
   The page and the service worker share this file. Sending twice is harmless: the server takes a check-in once. */
"use strict";

const Unsent = (() => {
  const NAME = "check-in";
  const STORE = "unsent";
  const REFUSED = [400, 404, 410];
  const wait = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

  async function open() {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "address" });
    return wait(request);
  }

  async function within(mode, work) {
    const database = await open();
    try {
      return await work(database.transaction(STORE, mode).objectStore(STORE));
    } finally {
      database.close();
    }
  }

  const keep = (address, body) => within("readwrite", (store) => wait(store.put({ address, body, version: `${Date.now()} ${Math.random()}` })));
  const find = (address) => within("readonly", (store) => wait(store.get(address)));
  const all = () => within("readonly", (store) => wait(store.getAll()));

  /* Erased only if it is still what was sent: a line added meanwhile waits for its own turn. */
  const erase = (sent) => within("readwrite", async (store) => {
    const kept = await wait(store.get(sent.address));
    if (kept && kept.version === sent.version) await wait(store.delete(sent.address));
  });

  /* True where the server has decided: taken, or refused for good. False: try again later. It decides in JSON; a page in
     its place, or another address, comes from something in between: a network's sign-in, a proxy, a notice of repairs. */
  async function hand(address, body) {
    try {
      const answer = await fetch(address, {
        method: "POST", credentials: "same-origin", redirect: "error", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ ...body, now: Date.now() }),
      });
      const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      return isOurs && (answer.ok || REFUSED.includes(answer.status));
    } catch {
      return false;
    }
  }

  /* One at a time, also across windows and the worker. Returns whether nothing is left. */
  async function sendAll() {
    const send = async () => {
      for (const one of await all()) if (await hand(one.address, one.body)) await erase(one);
      return (await all()).length === 0;
    };
    return self.navigator.locks ? self.navigator.locks.request(NAME, send) : send();
  }

  async function wipe() {
    if (self.caches) await caches.delete(NAME);
    await wait(indexedDB.deleteDatabase(NAME));
  }

  return { NAME, keep, find, hand, sendAll, wipe };
})();
