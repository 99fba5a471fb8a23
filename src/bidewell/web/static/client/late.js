/* Where there is nothing to answer any more: what was answered offline before is sent from here, and then wiped.
   A browser that cannot send with the page closed has no other place to do it. */
"use strict";

(() => {
  const root = document.getElementById("late");
  const { answers, page } = root.dataset;

  async function send() {
    const waited = await Unsent.find(answers);
    if (!await Unsent.sendAll()) return;
    clearInterval(again);
    removeEventListener("online", attempt);
    await wipe();
    if (waited) location.reload(); // the page then says how the check-in stands now
  }

  async function wipe() {
    await Unsent.wipe();
    localStorage.removeItem(`check-in ${page}`);
    const worker = "serviceWorker" in navigator && await navigator.serviceWorker.getRegistration();
    if (worker) await worker.unregister();
    root.dataset.wiped = "";
  }

  const attempt = () => send().catch(() => {}); // a browser without a database of its own has nothing that waits
  const again = setInterval(attempt, 15_000);
  addEventListener("online", attempt);
  attempt();
})();
