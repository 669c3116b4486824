// The Generate page's form: draft, counter, pictures, price, and the sheet on small screens.
(() => {
  "use strict";
  const { $, $$, post, toast, icon } = window.MediaHub;
  const form = () => $("#composer");
  if (!form()) return;
  const kind = form().dataset.kind;
  // several people may sign in with one browser: each has drafts of their own
  const draftKey = ["draft", kind, document.body.dataset.person].filter(Boolean).join("-");
  const narrow = matchMedia("(width < 900px)");
  const prompt = () => $("#param-prompt", form());

  // -- prompt

  function grow(area) {
    if (CSS.supports("field-sizing", "content")) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  }

  function count(area) {
    const shown = $(`[data-count="${area.id}"]`);
    if (!shown) return;
    const size = [...area.value].length;
    shown.textContent = size.toLocaleString("en-GB");
    shown.parentElement.classList.toggle("over-limit", size > Number(area.dataset.max));
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches(".prompt")) { grow(event.target); count(event.target); }
    if (event.target.dataset.slider) document.getElementById(event.target.dataset.slider).value = event.target.value;
    const slider = event.target.id && $(`[data-slider="${event.target.id}"]`);
    if (slider) slider.value = event.target.value;
    if (form().contains(event.target)) keepSoon();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing && !$("dialog[open]")) {
      event.preventDefault();
      $("[data-generate]")?.click();
    }
    if (event.key === "ArrowUp" && event.target === prompt() && !event.target.value) recall(event);
  });

  // -- earlier prompts: arrow up in an empty box

  function recall(event) {
    const last = $(".job .job-prompt:not([data-untitled])")?.textContent;
    if (!last) return;
    event.preventDefault();
    setPrompt(last);
  }

  function setPrompt(text) {
    if (!prompt()) return;
    prompt().value = text;
    prompt().dispatchEvent(new Event("input", { bubbles: true }));
    prompt().focus();
  }

  document.addEventListener("click", (event) => {
    const example = event.target.closest("[data-example]");
    if (example) setPrompt(example.dataset.example);
    const dice = event.target.closest("[data-seed]");
    if (dice) {
      const box = dice.previousElementSibling;
      box.value = Math.floor(Math.random() * Math.min(Number(dice.dataset.seed), 2 ** 31));
      keepSoon();
    }
  });

  // -- the draft: kept in this browser until it is sent

  let keeping = 0;
  function keepSoon() {
    clearTimeout(keeping);
    keeping = setTimeout(keep, 400);
  }

  function written() {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form())) {
      if (typeof value === "string" && !["csrfmiddlewaretoken", "order_key"].includes(name)) data.append(name, value);
    }
    return data.toString();
  }

  function keep() {
    keeping = 0;
    try { localStorage.setItem(draftKey, `${written()}&_defaults=${form().dataset.defaults}`); } catch { /* a full or forbidden store: the page works without */ }
  }

  function forget() {
    clearTimeout(keeping);
    keeping = 0;
    try { localStorage.removeItem(draftKey); } catch { /* as above */ }
  }

  function restore() {
    const asked = new URLSearchParams(location.search);
    if (form().hasAttribute("data-refused") || ["from", "job", "model"].some((name) => asked.has(name))) return;
    let draft = null;
    try { draft = localStorage.getItem(draftKey); } catch { /* as above */ }
    if (!draft) return;
    const kept = new URLSearchParams(draft);
    const now = new URLSearchParams(written());
    const text = kept.get("prompt") || "";
    // defaults that were set after the draft was written win over its settings
    const isOlder = kept.get("_defaults") !== form().dataset.defaults;
    for (const data of [kept, now]) for (const name of ["prompt", "_defaults"]) data.delete(name);
    if (isOlder || kept.toString() === now.toString()) {
      if (prompt() && text) { prompt().value = text; count(prompt()); grow(prompt()); }
      return;
    }
    swapTo(kept.get("model"), draft);
  }

  // A model that is gone answers 404: the draft's words still come back.
  async function swapTo(model, draft) {
    const values = new URLSearchParams(draft);
    values.set("to", model);
    const answer = await post("/generate/switch", values);
    if (answer.ok) replaceForm(await answer.text());
    else if (prompt()) { prompt().value = values.get("prompt") || ""; count(prompt()); }
  }

  function replaceForm(html) {
    const fresh = $("#composer", new DOMParser().parseFromString(html, "text/html"));
    if (!fresh) return;
    form().replaceWith(fresh);
    window.htmx.process(fresh);
    settle();
  }

  // -- after the form was swapped: counters, fold, focus

  let openFolds = [];
  let wasOpen = false;
  let justOrdered = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "composer") return;
    openFolds = $$("details[open]", form()).map((fold) => fold.dataset.keepOpen);
    wasOpen = form().hasAttribute("data-open");
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "composer" && event.target?.id !== "composer") return;
    $("#picker")?.close();
    const status = event.detail.xhr?.status;
    for (const fold of $$("[data-keep-open]", form())) if (openFolds.includes(fold.dataset.keepOpen)) fold.open = true;
    if (status === 422) showRefused();
    else if (wasOpen && event.detail.pathInfo?.requestPath !== `/?mode=${kind}`) openSheet(true);
    settle();
    if (justOrdered) forget();
    else keep();
    justOrdered = false;
  });

  function showRefused() {
    const wrong = $('[aria-invalid="true"]', form());
    if (wrong && wrong !== prompt()) openSheet(true);
    const target = wrong?.matches("input,textarea,select") ? wrong : $("input:checked,input:not([type=hidden]),textarea,button", wrong || form());
    target?.focus({ preventScroll: true });
    const field = wrong?.closest(".field");
    for (const part of [field, $(".error:not([hidden])", field || form())]) part?.scrollIntoView({ block: "nearest" });
  }

  // -- the price: the button names what it makes, and a combination that cannot be ordered is marked where it is chosen

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.pathInfo?.requestPath === "/generate/price") $(".composer-refused", form())?.remove();
    showCost();
  });

  function showCost() {
    const cost = $("#cost > .cost", form());
    const words = $("[data-generate-words]", form());
    if (words) words.textContent = cost.dataset.verb;
    for (const field of $$(".field.conflicts", form())) field.classList.remove("conflicts");
    if (cost.dataset.conflict) $(`[name="${cost.dataset.conflict}"],[data-well="${cost.dataset.conflict}"],[data-rows="${cost.dataset.conflict}"]`, form())?.closest(".field").classList.add("conflicts");
  }

  function settle() {
    for (const area of $$(".prompt", form())) { grow(area); count(area); }
    document.dispatchEvent(new CustomEvent("composer:settled"));
    showCost();
    const mod = $("[data-mod]", form());
    if (mod && /Mac|iPhone|iPad/.test(navigator.platform)) mod.textContent = "⌘";
  }

  document.addEventListener("ordered", () => {
    justOrdered = true;
    openSheet(false);
    if (narrow.matches) document.activeElement?.blur();
    else setTimeout(() => prompt()?.focus({ preventScroll: true }));
    window.scrollTo({ top: 0, behavior: "smooth" });
  });

  // -- the sheet on small screens

  function openSheet(on) {
    const element = form();
    element.toggleAttribute("data-open", on);
    $(".composer-toggle", element)?.setAttribute("aria-expanded", String(on));
    $(".composer-scrim").hidden = !on;
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest(".composer-toggle")) openSheet(!form().hasAttribute("data-open"));
    if (event.target.closest(".composer-scrim")) openSheet(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && form().hasAttribute("data-open") && !$("dialog[open]")) openSheet(false);
  });

  // -- wells and lists (wells.js) tell when what they hold has changed

  document.addEventListener("composer:changed", () => {
    keepSoon();
    window.htmx.trigger(form(), "repriced");
  });
  document.addEventListener("composer:open", () => { if (narrow.matches) openSheet(true); });
  document.addEventListener("change", (event) => { if (form().contains(event.target)) keepSoon(); });

  // -- leaving a busy page loses nothing: the draft is written at once; signing out leaves nothing
  window.addEventListener("pagehide", () => { if (keeping) keep(); });
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-leave]")) forget(); });

  settle();
  restore();
  if (form().hasAttribute("data-refused")) showRefused();
})();
