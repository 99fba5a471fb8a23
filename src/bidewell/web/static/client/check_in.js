/* The check-in in one page: a tap shows the next question at once, with or without a connection.
   Without this file the same forms work page by page. Answers stay on the device until the server has taken them. */
"use strict";

(() => {
  const root = document.getElementById("check-in");
  const stage = root.querySelector("[data-stage]");
  const kiosk = root.dataset.kiosk;
  const address = root.dataset.answers;
  const questions = [...root.querySelectorAll("[data-question-part]")].map((part) => part.content);
  const memory = `check-in ${root.dataset.page}`;
  const KIOSK_SECONDS = 20;
  const IDLE_SECONDS = 120;
  let place = 0; // 0: the start; after the last question: the end
  let over = false;
  let pending = null; // what the server has not taken yet
  let state = remembered() || asServed();

  /* A kiosk remembers nothing; a phone until the check-in is sent or too old. */
  function remembered() {
    if (kiosk) return null;
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith("check-in ") && JSON.parse(localStorage[key]).until < Date.now()) localStorage.removeItem(key);
      }
      return JSON.parse(localStorage.getItem(memory));
    } catch {
      return null;
    }
  }

  function asServed() {
    const given = {};
    for (const part of questions) {
      const chosen = part.querySelector("[aria-pressed=true]");
      if (chosen) given[itemOf(part)] = { value: Number(chosen.value), shown: null, answered: null };
    }
    const begun = "begun" in root.dataset;
    return { begun, sharing: stage.querySelector("[name=sharing]:checked").value, given, until: Date.parse(root.dataset.until) };
  }

  function remember() {
    if (kiosk) return;
    try {
      localStorage.setItem(memory, JSON.stringify(state));
    } catch { /* no room, or not allowed: this page still knows */ }
  }

  function forget() {
    try {
      localStorage.removeItem(memory);
    } catch { /* nothing was kept */ }
  }

  function itemOf(part) {
    return part.querySelector("[data-item]").dataset.item;
  }

  const body = (how, more = {}) => ({
    state: how, sharing: state.sharing, language: root.dataset.language,
    answers: questions.map(itemOf).filter((item) => state.given[item]).map((item) => ({ item, ...state.given[item] })),
    ...more,
  });

  /* Showing ------------------------------------------------------------------------------------------------------ */

  function show(to, how = "push") {
    place = to;
    const part = to === 0 ? startPart : to <= questions.length ? questions[to - 1] : ending;
    stage.replaceChildren(part.cloneNode(true));
    if (to === 0) setUpStart();
    else if (to <= questions.length) setUpQuestion(to);
    const heading = stage.querySelector("h1");
    heading.focus();
    document.title = document.title.replace(/^.*(?= · )/, (stage.querySelector(".progress span") || heading).textContent);
    if (kiosk || how === "replace") history.replaceState({ place: to }, "");
    else if (how === "push") history.pushState({ place: to }, "");
    scrollTo(0, 0);
    stopReading();
    stirred();
  }

  const startPart = document.createDocumentFragment();
  startPart.append(stage.firstElementChild.cloneNode(true));
  const endPart = root.querySelector("[data-end-part]").content;
  const declinedPart = root.querySelector("[data-declined-part]").content;
  let ending = endPart;

  function setUpStart() {
    for (const one of stage.querySelectorAll("[name=sharing]")) {
      one.checked = one.value === state.sharing;
      one.addEventListener("change", () => { state.sharing = one.value; });
    }
  }

  function setUpQuestion(to) {
    const given = state.given[itemOf(questions[to - 1])];
    for (const button of stage.querySelectorAll(".answer")) {
      button.setAttribute("aria-pressed", String(Boolean(given) && given.value !== null && Number(button.value) === given.value));
    }
    stage.firstElementChild.dataset.shown = String(Date.now());
  }

  const firstOpen = () => {
    const found = questions.findIndex((part) => !state.given[itemOf(part)]);
    return found < 0 ? 1 : found + 1;
  };

  /* What is tapped ------------------------------------------------------------------------------------------------ */

  root.addEventListener("submit", (event) => {
    const form = event.target;
    event.preventDefault();
    if (event.submitter && "decline" in event.submitter.dataset) decline();
    else if ("start" in form.dataset) begin();
    else if ("question" in form.dataset) answer(event.submitter ? event.submitter.value : "");
    else if ("text" in form.dataset) addText(form.elements.text.value);
    else if ("kioskOver" in form.dataset) clear();
  });

  root.addEventListener("click", (event) => {
    if (event.target.closest("[data-back]")) {
      event.preventDefault();
      show(place - 1);
    } else if (event.target.closest("[data-read-aloud]")) {
      readAloud();
    } else if (event.target.closest(".language") && kiosk && state.begun) {
      event.preventDefault();
      const other = event.target.closest(".language").href;
      Unsent.hand(address, body("begun")).then(() => location.replace(other)); // a kiosk remembers nothing: the server does
    }
  });

  addEventListener("popstate", (event) => {
    if (!over && event.state) show(event.state.place, "stay");
    else if (over) history.replaceState({ place }, "");
  });

  function begin() {
    state.begun = true;
    remember();
    show(firstOpen());
  }

  function answer(value) {
    const item = itemOf(questions[place - 1]);
    state.given[item] = {
      value: value === "" ? null : Number(value), shown: Number(stage.firstElementChild.dataset.shown), answered: Date.now(),
    };
    remember();
    if (place < questions.length) show(place + 1);
    else end(endPart, body("finished"));
  }

  function decline() {
    end(declinedPart, body("declined"));
  }

  /* Ending -------------------------------------------------------------------------------------------------------- */

  async function end(part, what) {
    over = true;
    ending = part;
    show(questions.length + 1, "replace");
    for (const words of stage.querySelectorAll("[data-sharing]")) words.hidden = words.dataset.sharing !== what.sharing;
    root.querySelector(".tools .language")?.remove();
    if (what.text) textIsKept();
    if (kiosk) countDown();
    await deliver(what);
  }

  async function addText(text) {
    const form = stage.querySelector("[data-text]");
    if (!text.trim()) return form.elements.text.focus();
    await deliver({ ...pending || body("finished"), text, written: Date.now() });
    textIsKept();
  }

  function textIsKept() {
    stage.querySelector("[data-text]").hidden = true;
    stage.querySelector("[data-text-sent]").hidden = false;
  }

  /* Kept first, then sent: a page that dies in between loses nothing. */
  async function deliver(what) {
    pending = what;
    let sent = false;
    try {
      await Unsent.keep(address, what);
      forget();
      sent = await Unsent.sendAll();
    } catch {
      sent = await Unsent.hand(address, what); // a browser without a database of its own
      if (sent) forget();
    }
    return sent ? arrived() : later();
  }

  async function arrived() {
    pending = null;
    for (const words of stage.querySelectorAll("[data-unsent]")) words.hidden = true;
    await Unsent.wipe().catch(() => {});
    const worker = await readyWorker();
    if (worker) await worker.unregister();
    root.dataset.delivered = "";
  }

  async function later() {
    for (const words of stage.querySelectorAll("[data-unsent]")) words.hidden = false;
    const worker = await readyWorker();
    if (worker && worker.sync) await worker.sync.register(Unsent.NAME).catch(() => {});
  }

  const tryAgain = () => { if (pending) deliver(pending); };
  addEventListener("online", tryAgain);
  setInterval(tryAgain, 15_000);

  /* Left in the middle: what was answered so far is not lost. */
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && state.begun && !over) leave();
  });
  const soFar = () => new Blob([JSON.stringify({ ...body("begun"), now: Date.now() })], { type: "application/json" });
  function leave() { navigator.sendBeacon(address, soFar()); }

  /* At a kiosk ---------------------------------------------------------------------------------------------------- */

  let stirredAt = Date.now();
  const stirred = () => { stirredAt = Date.now(); };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => stirred(), { passive: true });

  function countDown() {
    stirred();
    const clock = setInterval(() => {
      const left = KIOSK_SECONDS - Math.floor((Date.now() - stirredAt) / 1000);
      const seconds = stage.querySelector("[data-seconds]");
      if (seconds) seconds.textContent = String(Math.max(left, 0));
      if (left > 0) return;
      clearInterval(clock);
      clear();
    }, 250);
  }

  if (kiosk) {
    setInterval(() => {
      if (!over && Date.now() - stirredAt > IDLE_SECONDS * 1000) clear(state.begun ? soFar() : null);
    }, 1000);
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  }

  /* Nothing of the client stays on the screen; the device locks once all has arrived, one after the other. */
  async function clear(begun = null) {
    over = true;
    const form = root.querySelector("[data-kiosk-over]") || endPart.querySelector("[data-kiosk-over]");
    const lock = { method: "POST", body: new FormData(form), redirect: "manual" };
    const where = form.getAttribute("action"); // in a template .action knows no address to stand on
    state = { ...state, given: {} };
    stage.replaceChildren(root.querySelector("[data-wiped-part]").content.cloneNode(true));
    stage.querySelector("h1").focus();
    if (begun) await fetch(address, { method: "POST", body: begun }).catch(() => {});
    for (;;) {
      const sent = await Unsent.sendAll().catch(() => true);
      // Locked is who is sent on; with any other answer the client's page would come back.
      if (sent && await fetch(where, lock).then((answer) => answer.type === "opaqueredirect", () => false)) break;
      await new Promise((done) => setTimeout(done, 2000));
    }
    location.replace(kiosk);
  }

  /* Read aloud ---------------------------------------------------------------------------------------------------- */

  const reader = root.querySelector("[data-read-aloud]");
  reader.hidden = !("speechSynthesis" in window);

  function stopReading() {
    if (!reader.hidden) speechSynthesis.cancel();
  }

  function readAloud() {
    const reading = speechSynthesis.speaking;
    stopReading();
    if (reading) return;
    const parts = stage.querySelectorAll("h1, .lead, legend, .choice span, .promise, .answer, .begin button, label, .help, .crisis");
    const spoken = new SpeechSynthesisUtterance([...parts].filter((one) => !one.hidden).map((one) => one.textContent.trim()).join(". "));
    spoken.lang = document.documentElement.lang;
    speechSynthesis.speak(spoken);
  }

  /* Without a connection ------------------------------------------------------------------------------------------ */

  async function readyWorker() {
    return "serviceWorker" in navigator && !kiosk ? navigator.serviceWorker.getRegistration().catch(() => null) : null;
  }

  async function keepForOffline() {
    if (!("serviceWorker" in navigator) || kiosk) return;
    await navigator.serviceWorker.register(root.dataset.worker);
    const worker = await navigator.serviceWorker.ready;
    const languages = [root.dataset.language, root.dataset.otherLanguage].filter(Boolean).map((code) => `${root.dataset.page}?language=${code}`);
    const assets = [...document.querySelectorAll("script[src], link[href]")].map((one) => one.src || one.href);
    const answers = new MessageChannel();
    const kept = new Promise((done) => { answers.port1.onmessage = done; });
    worker.active.postMessage({ keep: [root.dataset.page, ...languages, ...assets] }, [answers.port2]);
    await kept;
    root.dataset.worksOffline = "";
  }

  setUpStart();
  history.replaceState({ place: 0 }, "");
  goOn();

  /* Where it was left: finished without a connection and not sent yet, or begun. */
  async function goOn() {
    const waiting = await Unsent.find(address).catch(() => null);
    if (waiting) {
      over = true;
      end(waiting.body.state === "declined" ? declinedPart : endPart, waiting.body);
      return;
    }
    if (state.begun) show(firstOpen(), "replace");
    await Unsent.sendAll().catch(() => false);
    await keepForOffline().catch(() => {});
  }
})();
