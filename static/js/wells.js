// The wells and lists of the Generate page's form: files by browsing, dropping, pasting, address or gallery, their order,
// and rows that come and go. Tells the rest of the form by the event composer:changed.
(() => {
  "use strict";
  const { $, $$, icon, openDialog, toast } = window.MediaHub;
  const form = () => $("#composer");
  if (!form()) return;
  const tell = (name) => document.dispatchEvent(new CustomEvent(name));
  const wellNamed = (name) => $(`[data-well="${CSS.escape(name)}"]`, form());
  const isWide = (well) => well.dataset.medium !== "image";
  /** From how many bytes on a file's way is shown. */
  const LARGE = 1_000_000;

  // -- what is in a well

  function fill(well) {
    const thumbs = $$(".thumb", well);
    well.toggleAttribute("data-full", thumbs.length >= Number(well.dataset.most));
    if (!thumbs.length) $("[data-thumbs]", well).replaceChildren();
    thumbs.forEach((thumb, at) => {
      const [first, last] = $$("[data-move]", thumb);
      if (first) { first.disabled = at === 0; last.disabled = at === thumbs.length - 1; }
    });
  }

  function refresh() {
    for (const well of $$("[data-well]", form())) fill(well);
    strip();
  }

  function changed(well) {
    fill(well);
    strip();
    tell("composer:changed");
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
    item.append(small(thumb));
    const words = "from" in thumb.dataset ? `From: ${thumb.title}` : thumb.classList.contains("thumb-wide") ? thumb.title : "";
    if (words) item.append(Object.assign(document.createElement("span"), { className: "ellipsis small", textContent: words }));
    item.append(remove);
    return item;
  }

  function small(thumb) {
    const film = $("video", thumb);
    if (film?.poster) return Object.assign(document.createElement("img"), { src: film.poster, alt: "" });
    const drawn = $("img,.thumb-link,.thumb-icon", thumb);
    if (drawn) return drawn.cloneNode(true);
    const mark = Object.assign(document.createElement("span"), { className: "thumb-icon" });
    mark.append(icon("film"));
    return mark;
  }

  function refuse(well, text) {
    const line = $("[data-well-error]", well);
    line.replaceChildren(icon("circle-alert", 16), Object.assign(document.createElement("span"), { textContent: text }));
    line.hidden = !text;
  }

  // -- a file on its way

  function send(data, onProgress, waiting) {
    const { promise, resolve, reject } = Promise.withResolvers?.() ?? deferred();
    const request = new XMLHttpRequest();
    request.open("POST", "/generate/picture");
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers") || "{}"), "HX-Request": "true" };
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    request.addEventListener("load", () => resolve(request));
    for (const name of ["error", "abort", "timeout"]) request.addEventListener(name, () => reject(new Error(name)));
    waiting.addEventListener("given-up", () => request.abort());
    request.send(data);
    return promise;
  }

  function deferred() {
    const found = {};
    found.promise = new Promise((resolve, reject) => Object.assign(found, { resolve, reject }));
    return found;
  }

  function placeholder(well, file) {
    const waiting = Object.assign(document.createElement("div"), { className: isWide(well) ? "thumb thumb-wide loading" : "thumb loading" });
    if (!file || file.size < LARGE) return waiting;
    const bar = Object.assign(document.createElement("progress"), { className: "progress", max: 1, value: 0 });
    bar.setAttribute("aria-label", `Sending ${file.name}`);
    const stop = Object.assign(document.createElement("button"), { type: "button", className: "thumb-remove", title: "Stop" });
    stop.setAttribute("aria-label", `Stop sending ${file.name}`);
    stop.dataset.stop = "";
    stop.append(icon("x", 14));
    if (isWide(well)) waiting.append(Object.assign(document.createElement("b"), { className: "ellipsis small", textContent: file.name }));
    waiting.append(bar, stop);
    return waiting;
  }

  async function add(well, parts) {
    const most = Number(well.dataset.most);
    const before = most === 1 ? $(".thumb", well) : null;
    if (!before && well.hasAttribute("data-full")) { refuse(well, `This model takes up to ${most} files here.`); return; }
    refuse(well, "");
    const waiting = placeholder(well, parts.file);
    $("[data-thumbs]", well).append(waiting);
    fill(well);
    const answer = await send(dataOf(well, parts), (share) => { const bar = $("progress", waiting); if (bar) bar.value = share; }, waiting).catch((error) => error);
    if (answer.status === 200) {
      before?.remove();
      waiting.replaceWith(new DOMParser().parseFromString(answer.responseText, "text/html").body.firstElementChild);
    } else {
      waiting.remove();
      refuse(well, problem(answer));
    }
    if (well.isConnected) changed(well);
  }

  // An order, or a form drawn anew, would leave behind what is still on its way.
  document.addEventListener("htmx:confirm", (event) => {
    const id = event.detail.target?.id || "";
    if ((id !== "composer" && !id.startsWith("rows-")) || !$(".thumb.loading", form())) return;
    event.preventDefault();
    toast("A file is still on its way. Wait until it is there.");
  });

  function dataOf(well, parts) {
    const data = new FormData();
    data.set("model", form().elements.model.value);
    data.set("field", well.dataset.well);
    for (const [name, value] of Object.entries(parts)) data.set(name, value);
    return data;
  }

  function problem(answer) {
    if (answer.message === "abort") return "";
    if (answer.status === 422) return answer.responseText;
    if (answer.status === 413) return "That file is too large.";
    return "The file could not be sent. Try again.";
  }

  async function addFiles(well, files) {
    for (const file of files) await add(well, { file });
  }

  // A well for what comes without one being named: the first with room that takes files of this medium.
  function wellFor(type = "") {
    const medium = type.split("/")[0] || "image";
    const wells = $$("[data-well]:not([data-made-by])", form()).filter((well) => well.dataset.medium === medium && !$("[data-paint]", well));
    return wells.find((well) => !well.hasAttribute("data-full")) || wells[0];
  }

  // -- browse, gallery, address, remove, order

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-file]")) return;
    addFiles(event.target.closest("[data-well]"), [...event.target.files]);
    event.target.value = "";
  });

  let wellOfGallery = "";
  const deeds = {
    "[data-remove]": (button, well) => { const next = nextTo(button.closest(".thumb")); button.closest(".thumb").remove(); refuse(well, ""); changed(well); next?.focus(); },
    "[data-stop]": (button) => button.closest(".thumb").dispatchEvent(new Event("given-up")),
    "[data-move]": (button, well) => { move(button.closest(".thumb"), Number(button.dataset.move)); changed(well); button.focus(); },
    "[data-play]": (button) => play(button),
    "[data-from-address]": (button, well) => showAddress(button, $(".well-address", well)),
    "[data-add-address]": (_, well) => addAddress(well),
    "[data-paint]": (button, well) => paint(well, button.dataset.paint),
    "[data-from-gallery]": (_, well) => openGallery(well),
    "[data-pick]": (button) => { $("#pick").close(); add(wellNamed(wellOfGallery), { reference: button.dataset.pick }); },
  };

  document.addEventListener("click", (event) => {
    for (const [selector, act] of Object.entries(deeds)) {
      const button = event.target.closest(selector);
      if (button) act(button, button.closest("[data-well]"));
    }
  });

  function nextTo(thumb) {
    const beside = thumb.nextElementSibling || thumb.previousElementSibling;
    return beside && $("[data-remove]", beside);
  }

  function move(thumb, step) {
    const beside = step < 0 ? thumb.previousElementSibling : thumb.nextElementSibling;
    if (beside) beside[step < 0 ? "before" : "after"](thumb);
  }

  function play(button) {
    const film = $("video", button.closest(".thumb"));
    if (film.paused) film.play(); else film.pause();
    button.replaceChildren(icon(film.paused ? "play" : "pause", 16));
  }

  function showAddress(button, box) {
    box.hidden = !box.hidden;
    button.setAttribute("aria-expanded", String(!box.hidden));
    if (!box.hidden) $("[data-address]", box).focus();
  }

  function addAddress(well) {
    const box = $("[data-address]", well);
    if (!box.value.trim()) return;
    add(well, { reference: box.value.trim() });
    box.value = "";
  }

  // Enter in a line of text would press the form's first button, whatever that is.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches?.('#composer input:is([type="text"],[type="number"],[type="url"])')) return;
    event.preventDefault();
    if (event.target.matches("[data-address]")) addAddress(event.target.closest("[data-well]"));
  });

  function openGallery(well) {
    wellOfGallery = well.dataset.well;
    const asked = new URLSearchParams({ model: form().elements.model.value, field: wellOfGallery });
    window.htmx.ajax("GET", `/generate/gallery?${asked}`, { target: "#pick-grid", swap: "outerHTML" });
    openDialog($("#pick"));
  }

  // The painter's own script and style come when it is first asked for.
  async function paint(well, over) {
    if (!window.MediaHub.paint) {
      const { script, style } = $("#painter").dataset;
      await Promise.all([loaded("link", { rel: "stylesheet", href: style }), loaded("script", { src: script })]);
    }
    window.MediaHub.paint(well, over);
  }

  function loaded(kind, described) {
    const part = Object.assign(document.createElement(kind), described);
    return new Promise((resolve) => { part.addEventListener("load", resolve); document.head.append(part); });
  }

  // -- paste and drop

  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files || [])].filter((file) => /^(image|video|audio)\//.test(file.type));
    const well = event.target.closest?.("[data-well]:not([data-made-by])") || wellFor(files[0]?.type);
    if (!files.length || !well) return;
    event.preventDefault();
    tell("composer:open");
    addFiles(well, files);
  });

  let hovered = null;
  function hover(well) {
    if (hovered !== well) { hovered?.classList.remove("over"); well?.classList.add("over"); hovered = well; }
  }

  const draggedType = (event) => [...(event.dataTransfer?.items || [])].find((item) => item.kind === "file")?.type;

  document.addEventListener("dragover", (event) => {
    if (moved) { reorder(event); return; }
    const well = event.target.closest?.("[data-well]") || (event.target.closest?.("#composer") && wellFor(draggedType(event)));
    hover(well || null);
    if (well) event.preventDefault();
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) hover(null); });
  document.addEventListener("drop", (event) => {
    if (moved) { event.preventDefault(); return; }
    const well = hovered;
    hover(null);
    if (!well) return;
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    if (files.length && !("madeBy" in well.dataset)) { addFiles(well, files); return; }
    const dragged = event.dataTransfer.getData("text/uri-list").split("\n")[0];
    const own = /\/(?:asset|api\/media|api\/uploads)\/([0-9a-f-]{36})/.exec(dragged);
    if (own || dragged) add(well, { reference: own ? own[1] : dragged });
  });

  // -- the order of the files of one well, by dragging

  let moved = null;
  document.addEventListener("dragstart", (event) => {
    moved = event.target.closest?.('#composer .thumb[draggable="true"]') || null;
    if (moved) event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragend", () => {
    if (moved) changed(moved.closest("[data-well]"));
    moved = null;
  });

  function reorder(event) {
    const over = event.target.closest?.(".thumb");
    if (!over || over.parentElement !== moved.parentElement) return;
    event.preventDefault();
    if (over === moved) return;
    const isLater = moved.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
    over[isLater ? "after" : "before"](moved);
  }

  // -- lists: the server draws them anew; the page keeps its place

  document.addEventListener("htmx:afterSettle", (event) => {
    const id = event.detail.target?.id || "";
    if (!id.startsWith("rows-")) return;
    const list = document.getElementById(id);
    refresh();
    tell("composer:changed");
    if (event.detail.requestConfig?.elt?.id.endsWith("-add")) {
      const row = $$(".row-card", list).at(-1);
      row?.scrollIntoView({ block: "nearest" });
      $("input:not([type=hidden]):not(.thumb-keep),textarea,select", row || list)?.focus({ preventScroll: true });
    }
  });

  document.addEventListener("composer:settled", refresh);
  refresh();
  Object.assign(window.MediaHub, { addToWell: add, refuseAtWell: refuse, wellNamed });
})();
