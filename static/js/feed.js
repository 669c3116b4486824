// Live updates: asks what has changed, at a pace that fits, and changes only what did. A playing video, an open menu,
// typed text and the focus survive.
(() => {
  "use strict";
  const { $, $$, say } = window.MediaHub;
  if (!$("#pill")) return; // a guest has no orders to hear of
  const list = $("#feed-list");
  const view = list?.dataset.feed || "";
  const title = document.title;
  let cursor = list?.dataset.ver || "";
  let timer = 0;
  let failures = 0;
  let asking = false;
  let again = false;
  let finishedUnseen = false;
  let askedAt = 0;
  let leaving = false;
  const tellLater = [];
  // other tabs of this browser hear at once that something was ordered or stopped
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("mediahub") : null;

  const active = () => Number($("#pill")?.dataset.running || 0) > 0 || !!$('[data-status="running"],[data-status="queued"],[data-status="stalled"]', list || document);

  function plan(seconds) {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(ask, seconds * 1000);
  }

  function pace() {
    if (!list) return active() ? 5 : 15;
    return active() ? 1.5 : 15;
  }

  async function ask() {
    if (asking) { again = true; return; }
    asking = true;
    askedAt = Date.now();
    clearTimeout(timer);
    try {
      const answer = await fetch(address(), { headers: { "HX-Request": "true", "HX-Current-URL": location.href } });
      const signIn = answer.headers.get("HX-Redirect"); // the session has ended; what was typed is kept as a draft
      if (signIn) { if (!leaving) location.assign(signIn); return; }
      if (answer.status === 200) take(await answer.text());
      else if (answer.status !== 204) throw new Error(`status ${answer.status}`);
      reached();
    } catch {
      missed();
    }
    asking = false;
    if (again) { again = false; ask(); return; }
    plan(failures ? Math.min(30, 2 ** failures) : pace());
  }

  function address() {
    const query = new URLSearchParams({ sig: $("#pill")?.dataset.sig || "" });
    if (list) { query.set("view", view); query.set("since", cursor); }
    return `/generate/feed?${query}`;
  }

  function reached() {
    if (failures >= 3) window.MediaHub.toast("Back online.");
    failures = 0;
    $("#offline").hidden = true;
  }

  function missed() {
    failures += 1;
    if (failures < 3) return;
    const banner = $("#offline");
    if (banner.hidden) {
      const retry = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: "Retry now" });
      retry.addEventListener("click", ask);
      banner.replaceChildren("Can't reach MediaHub. It is tried again every few seconds; what you typed is kept.", retry);
      banner.hidden = false;
    }
  }

  function take(text) {
    const answer = $("#feed-answer", new DOMParser().parseFromString(text, "text/html"));
    if (!answer) return;
    cursor = answer.dataset.ver;
    for (const id of ["pill", "banner", "queue-totals"]) {
      const fresh = $(`#${id}`, answer);
      const shown = document.getElementById(id);
      if (fresh && shown && fresh.outerHTML !== shown.outerHTML) shown.replaceWith(fresh);
    }
    for (const card of $$("article", answer)) merge(card);
    tell();
    showTitle();
    document.dispatchEvent(new CustomEvent("feed:changed"));
  }

  // -- one card

  function merge(card) {
    const shown = document.getElementById(card.id);
    if (list.dataset.only && card.id !== list.dataset.only) return;
    if ("gone" in card.dataset) { shown?.remove(); return; }
    if (!shown) { insert(card); return; }
    if (shown.dataset.look === card.dataset.look) { patch(shown, card); return; }
    note(shown, card);
    if (shown.dataset.section !== card.dataset.section && view === "queue") { shown.remove(); insert(card); return; }
    replace(shown, card);
  }

  function insert(card) {
    if (list.dataset.only) return;
    const place = view === "queue" ? $(`[data-section-list="${card.dataset.section}"] .queue-list`) : list;
    if (!place) return;
    const cards = $$(":scope > article", place);
    const next = cards.find((other) => other.dataset.created < card.dataset.created);
    if (!next && view !== "queue" && $("#more")) return;
    card.classList.add("fresh");
    place.insertBefore(card, next || $("#more", place));
    window.htmx.process(card);
  }

  function replace(shown, card) {
    for (const tile of $$("[data-media]", card)) {
      const old = $(`[data-media="${tile.dataset.media}"]`, shown);
      if (old) tile.replaceWith(old);
    }
    const open = $$("details[open]", shown).map((fold) => fold.className);
    for (const fold of $$("details", card)) if (open.includes(fold.className)) fold.open = true;
    const typed = $("input[name=remote_id]", shown)?.value;
    const box = $("input[name=remote_id]", card);
    if (typed && box) box.value = typed;
    const focused = shown.contains(document.activeElement) ? document.activeElement.textContent.trim() : null;
    shown.replaceWith(card);
    window.htmx.process(card);
    if (focused !== null) ($$("button,a", card).find((item) => item.textContent.trim() === focused) || $(".menu summary", card))?.focus();
  }

  function patch(shown, card) {
    const bar = $("progress", shown);
    const fresh = $("progress", card);
    if (bar && fresh) {
      if (fresh.hasAttribute("value")) bar.value = fresh.value;
      else bar.removeAttribute("value");
    }
    for (const selector of [".pct", "[data-line]", "[data-slow]"]) {
      const from = $(selector, card);
      const to = $(selector, shown);
      if (from && to && from.textContent !== to.textContent) to.textContent = from.textContent;
    }
  }

  // -- what is said about it

  function note(before, after) {
    if (before.dataset.status === after.dataset.status) return;
    tellLater.push(after.dataset.say);
    if (after.dataset.status === "done" && document.hidden) finishedUnseen = true;
  }

  function tell() {
    if (!tellLater.length) return;
    say(tellLater.length > 1 ? `${tellLater.length} jobs changed.` : tellLater[0]);
    tellLater.length = 0;
  }

  function showTitle() {
    const running = Number($("#pill")?.dataset.running || 0);
    document.title = running ? `(${running}) ${title}` : finishedUnseen ? "Done · MediaHub" : title;
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { clearTimeout(timer); return; }
    finishedUnseen = false;
    ask();
  });
  window.addEventListener("focus", () => { if (Date.now() - askedAt > 1000) ask(); });
  document.addEventListener("submit", (event) => { leaving ||= event.target.matches("[data-leave]"); });
  document.addEventListener("feed:now", () => { tabs?.postMessage("now"); ask(); });
  tabs?.addEventListener("message", () => { if (!document.hidden) ask(); });
  document.addEventListener("undone", (event) => {
    const id = /\/jobs\/([0-9a-f-]+)\/files/.exec(event.detail.undo)?.[1];
    if (id) refresh(id);
  });

  // The gallery's rows changed, not the job's: take its card anew from this page.
  async function refresh(id) {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const card = page.getElementById(`job-${id}`);
    const shown = document.getElementById(`job-${id}`);
    if (card && shown) replace(shown, card);
  }

  showTitle();
  plan(list ? 1.5 : 5);
})();
