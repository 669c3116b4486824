// The Generate page's form: draft, counter, pictures, picker, price, and the sheet on small screens.
(() => {
  "use strict";
  const { $, $$, post, toast, icon } = window.MediaHub;
  const form = () => $("#composer");
  if (!form()) return;
  const kind = form().dataset.kind;
  const draftKey = `draft-${kind}`;
  const narrow = matchMedia("(width < 900px)");
  const prompt = () => $(".prompt", form());

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
    if (event.key === "ArrowUp" && event.target.matches?.(".prompt") && !event.target.value) recall(event);
  });

  // -- earlier prompts: arrow up in an empty box

  function recall(event) {
    const last = $(".job .job-prompt")?.textContent;
    if (!last || last === "No prompt") return;
    event.preventDefault();
    setPrompt(last);
  }

  function setPrompt(text) {
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
    const cost = $("#cost", form());
    const words = $("[data-generate-words]", form());
    if (words) words.textContent = cost.dataset.verb;
    for (const field of $$(".field.conflicts", form())) field.classList.remove("conflicts");
    if (cost.dataset.conflict) $(`[name="${cost.dataset.conflict}"],[data-well="${cost.dataset.conflict}"]`, form())?.closest(".field").classList.add("conflicts");
  }

  function settle() {
    for (const area of $$(".prompt", form())) { grow(area); count(area); }
    for (const well of $$("[data-well]", form())) fill(well);
    markCurrent();
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

  // -- the picker

  function markCurrent() {
    const model = form().elements.model?.value;
    for (const button of $$("#picker .choice-btn")) {
      const current = button.value === model;
      if (current) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      $(".choice-name .icon", button)?.remove();
      if (current) $(".choice-name", button).append(icon("check", 16));
    }
  }

  function search(words) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of $$("#picker .choice")) row.hidden = !wanted.every((word) => row.dataset.words.includes(word));
    for (const group of $$("#picker .picker-group")) group.hidden = !$(".choice:not([hidden])", group);
    $("#picker .picker-none").hidden = !!$("#picker .choice:not([hidden])");
  }

  const searchBox = $("[data-picker-search]");
  searchBox?.addEventListener("input", () => search(searchBox.value));
  $("[data-picker-clear]")?.addEventListener("click", () => { searchBox.value = ""; search(""); searchBox.focus(); });
  $("#picker")?.addEventListener("dialog:open", () => { searchBox.value = ""; search(""); });
  $("#picker")?.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp" && !(event.key === "Enter" && event.target === searchBox)) return;
    event.preventDefault();
    const rows = $$(".choice:not([hidden]) .choice-btn", $("#picker"));
    if (event.key === "Enter") { rows[0]?.click(); return; }
    const step = event.key === "ArrowDown" ? 1 : -1;
    rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(document.activeElement) + step))]?.focus();
  });

  // -- pictures: browse, drop, paste, address, gallery

  let wellOfGallery = null;

  function fill(well) {
    const most = Number(well.dataset.most);
    const filled = $$(".thumb", well).length;
    well.toggleAttribute("data-full", filled >= most);
    const thumbs = $("[data-thumbs]", well);
    if (!filled) thumbs.replaceChildren();
    strip();
  }

  // The docked form folds its wells away; what goes along shows beneath the prompt.
  function strip() {
    const list = $("[data-strip]", form());
    const thumbs = $$(".thumb:not(.loading)", form());
    list.replaceChildren(...thumbs.map(kept));
    list.hidden = !thumbs.length;
  }

  function kept(thumb) {
    const item = document.createElement("li");
    const remove = $("[data-remove]", thumb).cloneNode(true);
    remove.removeAttribute("data-remove");
    remove.addEventListener("click", () => $("[data-remove]", thumb).click());
    item.append($("img,.thumb-link", thumb).cloneNode(true));
    if ("from" in thumb.dataset) item.append(Object.assign(document.createElement("span"), { className: "ellipsis small", textContent: `From: ${thumb.title}` }));
    item.append(remove);
    return item;
  }

  function refuse(well, text) {
    const line = $("[data-well-error]", well);
    line.replaceChildren(icon("circle-alert", 16), Object.assign(document.createElement("span"), { textContent: text }));
    line.hidden = !text;
  }

  async function add(well, parts) {
    if (well.hasAttribute("data-full")) {
      if (Number(well.dataset.most) > 1) { refuse(well, `This model takes up to ${well.dataset.most} pictures here.`); return; }
      $(".thumb", well).remove();
    }
    refuse(well, "");
    const waiting = Object.assign(document.createElement("div"), { className: "thumb loading" });
    $("[data-thumbs]", well).append(waiting);
    fill(well);
    const data = new FormData();
    data.set("model", form().elements.model.value);
    data.set("field", well.dataset.well);
    for (const [name, value] of Object.entries(parts)) data.set(name, value);
    let answer = null;
    try { answer = await post("/generate/picture", data); } catch { /* told below */ }
    if (answer?.ok) waiting.replaceWith(new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild);
    else { waiting.remove(); refuse(well, answer?.status === 422 || answer?.status === 413 ? plain(await answer.text()) : "The picture could not be sent. Try again."); }
    changed(well);
  }

  function changed(well) {
    fill(well);
    keepSoon();
    window.htmx.trigger(form(), "repriced");
  }

  function plain(text) {
    return text.startsWith("<") ? "That file is too large." : text;
  }

  async function addFiles(well, files) {
    for (const file of files) await add(well, { file });
  }

  const firstWell = () => $$("[data-well]:not([data-full])", form())[0] || $("[data-well]", form());

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-file]")) {
      addFiles(event.target.closest("[data-well]"), [...event.target.files]);
      event.target.value = "";
    }
    if (form().contains(event.target)) keepSoon();
  });

  document.addEventListener("click", (event) => {
    const well = event.target.closest("[data-well]");
    if (event.target.closest("[data-remove]")) {
      event.target.closest(".thumb").remove();
      refuse(well, "");
      changed(well);
    }
    if (event.target.closest("[data-from-address]")) {
      const box = $(".well-address", well);
      box.hidden = !box.hidden;
      event.target.closest("button").setAttribute("aria-expanded", String(!box.hidden));
      if (!box.hidden) $("[data-address]", box).focus();
    }
    if (event.target.closest("[data-add-address]")) addAddress(well);
    if (event.target.closest("[data-from-gallery]")) {
      wellOfGallery = well.dataset.well;
      window.htmx.ajax("GET", "/generate/gallery", { target: "#pick-grid", swap: "outerHTML" });
      window.MediaHub.openDialog($("#pick"));
    }
    const picked = event.target.closest("[data-pick]");
    if (picked) {
      $("#pick").close();
      add($(`[data-well="${wellOfGallery}"]`), { reference: picked.dataset.pick });
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("[data-address]")) {
      event.preventDefault();
      addAddress(event.target.closest("[data-well]"));
    }
  });

  function addAddress(well) {
    const box = $("[data-address]", well);
    if (!box.value.trim()) return;
    add(well, { reference: box.value.trim() });
    box.value = "";
  }

  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files || [])].filter((file) => file.type.startsWith("image/"));
    const well = event.target.closest?.("[data-well]") || firstWell();
    if (!files.length || !well) return;
    event.preventDefault();
    if (narrow.matches) openSheet(true);
    addFiles(well, files);
  });

  let hovered = null;
  function hover(well) {
    if (hovered !== well) { hovered?.classList.remove("over"); well?.classList.add("over"); hovered = well; }
  }

  document.addEventListener("dragover", (event) => {
    const well = event.target.closest?.("[data-well]") || (event.target.closest?.("#composer") && firstWell());
    hover(well || null);
    if (well) event.preventDefault();
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) hover(null); });
  document.addEventListener("drop", (event) => {
    const well = hovered;
    hover(null);
    if (!well) return;
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    if (files.length) { addFiles(well, files); return; }
    const dragged = event.dataTransfer.getData("text/uri-list").split("\n")[0];
    const own = /\/(?:asset|api\/media|api\/uploads)\/([0-9a-f-]{36})/.exec(dragged);
    if (own || dragged) add(well, { reference: own ? own[1] : dragged });
  });

  // -- leaving a busy page loses nothing: the draft is written at once
  window.addEventListener("pagehide", () => { if (keeping) keep(); });

  settle();
  restore();
  if (form().hasAttribute("data-refused")) showRefused();
})();
