// What every page shares: theme, dialogs, menus, questions before an action, copying, toasts, ticking clocks, and the
// one place that listens to htmx. Other modules use it through window.MediaHub.
(() => {
  "use strict";
  const root = document.documentElement;
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

  function headers() {
    return JSON.parse(document.body.getAttribute("hx-headers") || "{}");
  }

  function post(address, data = {}) {
    const body = data instanceof FormData ? data : new URLSearchParams(data);
    return fetch(address, { method: "POST", body, headers: { ...headers(), "HX-Request": "true" } });
  }

  function icon(name, size) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", size ? `icon icon-${size}` : "icon");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${document.body.dataset.icons}#${name}`);
    svg.append(use);
    return svg;
  }

  function clock(seconds) {
    const whole = Math.max(0, Math.round(seconds));
    const two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor(whole / 60) % 60;
    return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
  }

  // -- toasts and the polite live region

  function toast(text, { verb = "", act = null } = {}) {
    const box = $("#toasts");
    const line = document.createElement("div");
    line.className = "toast";
    line.append(Object.assign(document.createElement("span"), { textContent: text }));
    if (verb) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: verb });
      button.addEventListener("click", () => { line.remove(); act(); });
      line.append(button);
    }
    box.append(line);
    while (box.children.length > 3) box.firstElementChild.remove();
    let timer;
    const wait = () => { timer = setTimeout(() => line.remove(), verb ? 8000 : 5000); };
    for (const name of ["pointerenter", "focusin"]) line.addEventListener(name, () => clearTimeout(timer));
    for (const name of ["pointerleave", "focusout"]) line.addEventListener(name, wait);
    wait();
  }

  function say(text) {
    $("#say").textContent = text;
  }

  // -- theme: the server reads the cookie, so the next page comes in the right colours

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  });

  // -- dialogs

  function openDialog(dialog) {
    if (dialog.open) return;
    dialog.showModal();
    ($("[autofocus]", dialog) || dialog).focus({ preventScroll: true });
    dialog.dispatchEvent(new CustomEvent("dialog:open", { bubbles: true }));
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog) {
        event.preventDefault();
        event.stopPropagation();
        dialog.dataset.opener = opener.id;
        openDialog(dialog);
      }
      return;
    }
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
    else if (event.target.nodeName === "DIALOG" && outside(event)) event.target.close();
  }, true);

  function outside(event) {
    const box = event.target.getBoundingClientRect();
    return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
  }

  // -- menus: <details class="menu">

  function closeMenus(except) {
    for (const menu of $$("details.menu[open]")) if (menu !== except) menu.open = false;
  }

  document.addEventListener("click", (event) => {
    const inside = event.target.closest("details.menu");
    closeMenus(inside);
    if (inside && event.target.closest(".menu-item")) setTimeout(() => { inside.open = false; });
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details.menu[open]");
    if (!menu) return;
    if (event.key === "Escape") {
      menu.open = false;
      $("summary", menu).focus();
      event.stopPropagation();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const items = $$(".menu-item", menu);
    const step = event.key === "ArrowDown" ? 1 : -1;
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus();
    event.preventDefault();
  });

  // -- a strip of links that scrolls sideways shows the one that is current

  $(".settings-nav [aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "center" });

  // -- a question before an action: <form data-confirm="…" data-confirm-yes="Stop" data-confirm-no="Keep going">

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.confirm || form.dataset.confirm;
    if (!question || form.elements.sure) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form, event.submitter, question);
  }, true);

  let asked = null; // the form whose question is open

  // The page changed beneath an open question: the same form may have been drawn anew, or what it asks about is over.
  document.addEventListener("feed:changed", () => {
    if (!asked || asked.isConnected) return;
    const again = $$("form[data-confirm]").find((form) => form.getAttribute("action") === asked.getAttribute("action"));
    if (again) { asked = again; return; }
    $("#confirm").close();
    toast("That has just ended. There is nothing left to stop.");
  });

  function ask(form, submitter, question) {
    const words = { ...form.dataset, ...submitter?.dataset };
    const dialog = $("#confirm");
    $("#confirm-title").textContent = words.confirmTitle || "Are you sure?";
    $("#confirm-text").textContent = question;
    const yes = $("[data-confirm-yes]", dialog);
    yes.textContent = words.confirmYes || "Go on";
    yes.className = words.confirmDanger === undefined ? "btn btn-primary" : "btn btn-danger";
    $("[data-confirm-no]", dialog).textContent = words.confirmNo || "Cancel";
    dialog.returnValue = "";
    asked = form;
    dialog.addEventListener("close", () => {
      const now = asked;
      asked = null;
      if (dialog.returnValue === "yes") sendSure(now, now === form ? submitter : null);
    }, { once: true });
    openDialog(dialog);
    yes.focus();
  }

  function sendSure(form, submitter) {
    const sure = Object.assign(document.createElement("input"), { type: "hidden", name: "sure", value: "1" });
    form.append(sure);
    form.requestSubmit(submitter || undefined);
    setTimeout(() => sure.remove());
  }

  // -- signing out takes the drafts of this browser along: another person may sit here next

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-leave]")) return;
    // whatever is still answered now would lead to the door a second time
    document.addEventListener("htmx:beforeOnLoad", (answer) => answer.preventDefault());
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("draft-")) localStorage.removeItem(key);
    } catch { /* a forbidden store holds nothing */ }
  });

  // -- copying: <button data-copy="text"> or <button data-copy-from="selector">

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy],[data-copy-from]");
    if (!button) return;
    event.preventDefault();
    const text = button.dataset.copy ?? $(button.dataset.copyFrom)?.textContent ?? "";
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copyOldWay(text);
    }
    toast(button.dataset.copied || "Copied.");
  });

  function copyOldWay(text) {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  // -- running clocks: <time data-since="ISO 8601">, <time data-until="ISO 8601">

  function tick() {
    if (document.hidden) return;
    for (const time of $$("[data-since]")) time.textContent = clock((Date.now() - Date.parse(time.dataset.since)) / 1000);
    for (const time of $$("[data-until]")) time.textContent = clock((Date.parse(time.dataset.until) - Date.now()) / 1000);
  }
  tick();
  setInterval(tick, 1000);

  // when an unsaved file goes: <time data-goes datetime="ISO 8601">, in the server's words
  function countDown() {
    if (document.hidden) return;
    for (const time of $$("time[data-goes]")) {
      const minutes = Math.max(1, Math.round((Date.parse(time.dateTime) - Date.now()) / 60000));
      time.textContent = `Goes in ${minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`}`;
    }
  }
  setInterval(countDown, 30000);

  // -- htmx

  function busy(event, on) {
    const element = event.detail.elt;
    const button = event.detail.requestConfig?.triggeringEvent?.submitter || (element.nodeName === "BUTTON" ? element : null);
    if (!button) return;
    if (on) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }

  document.addEventListener("htmx:beforeRequest", (event) => busy(event, true));
  document.addEventListener("htmx:afterRequest", (event) => busy(event, false));
  document.addEventListener("htmx:sendError", () => toast("Can't reach MediaHub. Nothing was sent."));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    const words = { 403: "This form expired. Reload the page; your text is kept.", 404: "That is no longer there.", 413: "That file is too large." };
    toast(words[status] || `MediaHub could not do that (error ${status}).`);
  });
  // HX-Trigger: {"toast": {"text": "Moved to the trash.", "undo": "/address", "verb": "Undo"}}
  document.addEventListener("toast", (event) => {
    const { text, undo, verb = "Undo" } = event.detail;
    if (!undo) return toast(text);
    toast(text, { verb, act: () => post(undo).then((answer) => document.dispatchEvent(new CustomEvent("undone", { detail: { undo, count: answer.headers.get("X-Count") } }))) });
  });

  window.MediaHub = { $, $$, post, icon, clock, toast, say, openDialog };
})();
