// The gallery: the viewer as a dialog with history, tiles that go and come back, pictures that are missing on disk.
(() => {
  "use strict";
  const { $, $$, toast, say } = window.MediaHub;
  const dialog = $("#viewer");
  const wall = $("[data-wall]");

  // -- filters

  for (const select of $$("[data-submit-on-change]")) {
    select.addEventListener("change", () => {
      for (const field of [...select.form.elements]) if (field.name && !field.value) field.disabled = true;
      select.form.requestSubmit();
    });
  }

  // -- pictures that cannot be had

  function blank(picture) {
    const words = $(".tile-blank", picture.closest("a"));
    if (!words) return;
    words.hidden = false;
    for (const image of $$("img", picture.closest("a"))) image.remove();
  }
  document.addEventListener("error", (event) => { if (event.target.matches?.("img[data-picture]")) blank(event.target); }, true);
  for (const picture of $$("img[data-picture]")) if (picture.complete && !picture.naturalWidth && picture.currentSrc) blank(picture);

  // -- deleting: the tile hides, and Undo shows it again; the answer says how many files there are now

  function recount(words) {
    const shown = $(".gallery-count");
    if (!words || !shown) return;
    const clear = $(".gallery-clear");
    if (clear) clear.hidden = words.startsWith("0 ");
    if (clear) clear.dataset.confirm = clear.dataset.confirm.replace(shown.textContent, words);
    shown.textContent = words;
  }

  const tileOf = (id) => document.getElementById(`tile-${id}`);

  document.addEventListener("htmx:afterRequest", (event) => {
    const id = event.detail.elt?.dataset?.trash;
    if (!id || !event.detail.successful) return;
    recount(event.detail.xhr.getResponseHeader("X-Count"));
    const tile = tileOf(id);
    const hadFocus = tile?.contains(document.activeElement);
    if (dialog.open) {
      const next = $("[data-step=after]", dialog) || $("[data-step=before]", dialog);
      if (next) show(next.href);
      else close();
    } else if (hadFocus) {
      ($("a", nearest(tile) || wall))?.focus();
    }
    if (tile) tile.hidden = true;
  });

  function nearest(tile) {
    for (let next = tile.nextElementSibling; next; next = next.nextElementSibling) if (!next.hidden) return next;
    return tile.previousElementSibling;
  }

  document.addEventListener("undone", (event) => {
    const id = event.detail.undo.split("/")[2];
    if ($("#tray")) {
      window.htmx.ajax("GET", location.href, { target: "#tray", swap: "outerHTML" });
      return say("Restored.");
    }
    const tile = tileOf(id);
    recount(event.detail.count);
    if (tile) tile.hidden = false;
    else if (wall) location.reload();
    say("Restored.");
  });

  // -- the viewer: addresses stay real, Back closes, arrows step, focus returns to the tile last shown

  if (!dialog || !wall) {
    // a reloaded viewer page still has the gallery's entries behind it, without the gallery
    addEventListener("popstate", () => location.reload());
    return keys(document.body);
  }

  const body = $("#viewer-body", dialog);
  let depth = 0; // entries of the history that the viewer added
  let asked = 0;

  async function show(address, { push = false } = {}) {
    const mine = ++asked;
    let answer;
    try {
      answer = await fetch(address, { headers: { "HX-Request": "true" } });
    } catch {
      return toast("Can't reach MediaHub.");
    }
    if (!answer.ok || answer.redirected) return location.assign(address);
    const html = await answer.text();
    if (mine !== asked) return;
    // parsed by the server's own template; the content policy stops any script that could be in it
    body.innerHTML = html;
    window.htmx?.process(body);
    dialog.scrollTop = 0;
    if (push) { history.pushState({ viewer: true }, "", address); depth = 1; } else if (dialog.open) history.replaceState({ viewer: true }, "", address);
    if (!dialog.open) {
      dialog.showModal();
      dialog.append($("#toasts"), $("#say")); // beneath a modal dialog nobody could read them or press Undo
    }
    $("[data-close-viewer]", dialog)?.focus({ preventScroll: true });
    say($("#viewer-title", dialog)?.textContent || "");
    prefetch();
  }

  function prefetch() {
    for (const step of $$("[data-step]", dialog)) {
      if (tileOf(step.dataset.asset)?.querySelector(".tile-note .icon")) continue; // videos are not fetched ahead
      new Image().src = `/api/media/${step.dataset.asset}/file`;
    }
  }

  function hide() {
    const id = $(".viewer", dialog)?.dataset.asset;
    asked += 1;
    dialog.close();
    document.body.append($("#toasts"), $("#say"));
    body.replaceChildren();
    const tile = id && tileOf(id);
    if (tile && !tile.hidden) {
      tile.scrollIntoView({ block: "nearest" });
      $("a[data-asset]", tile).focus({ preventScroll: true });
    }
  }

  function close() {
    if (depth) history.back();
    else hide();
  }

  addEventListener("popstate", () => {
    const inViewer = location.pathname.startsWith("/asset/");
    depth = inViewer ? 1 : 0;
    if (inViewer) return show(location.href);
    if (dialog.open) hide();
  });

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (event.target.closest("[data-close-viewer]") && dialog.open) {
      event.preventDefault();
      return close();
    }
    const link = event.target.closest("a[data-asset]");
    if (!link) return;
    event.preventDefault();
    show(link.href, { push: !dialog.open });
  });

  dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(); });
  keys(dialog);

  // ← and → step, on the page as in the dialog; a video keeps them for itself while it has the focus
  function keys(root) {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select, video")) return;
      if (!$(".viewer", root) || $("#confirm")?.open || $("#use-dialog")?.open) return;
      if (event.key === "Escape" && !dialog) return $("[data-close-viewer]")?.click();
      const step = { ArrowLeft: "before", ArrowRight: "after" }[event.key];
      if (step) $(`[data-step=${step}]`, root)?.click();
    });
  }
})();
