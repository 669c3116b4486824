// The model picker: fetched when it is first wanted, searched, filtered by chips, walked through with the arrow keys.
(() => {
  "use strict";
  const { $, $$, icon } = window.MediaHub;
  const dialog = $("#picker");
  if (!dialog) return;
  const box = $("[data-picker-search]", dialog);
  const chosen = new Set(); // names of the chips that are pressed
  let coming = null;

  // -- fetching: the page carries no rows; a pointer or the focus on the button is wish enough to begin

  function fetchRows() {
    const body = $("#picker-body", dialog);
    if (body.hasAttribute("data-loaded")) return Promise.resolve();
    coming ||= fetch(body.dataset.from, { headers: { "HX-Request": "true" } })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.status))))
      .then(take)
      .catch(missed)
      .finally(() => { coming = null; });
    return coming;
  }

  function take(html) {
    const fresh = $("#picker-body", new DOMParser().parseFromString(html, "text/html"));
    $("#picker-body", dialog).replaceWith(fresh);
    window.htmx.process(fresh);
    markCurrent();
    show();
  }

  function missed() {
    const again = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: "Try again" });
    again.addEventListener("click", fetchRows);
    $("#picker-body", dialog).replaceChildren("The models could not be fetched. ", again);
  }

  for (const name of ["pointerover", "focusin"]) {
    document.addEventListener(name, (event) => { if (event.target.closest?.("#model-button")) fetchRows(); });
  }

  dialog.addEventListener("dialog:open", async () => {
    box.value = "";
    chosen.clear();
    await fetchRows();
    show();
    // not by scrollIntoView, which would move the page beneath as well
    const body = $("#picker-body", dialog);
    const current = $(".choice:not([data-recent]) [aria-current]", body);
    body.scrollTop = current && !$("[data-recent] [aria-current]", body) ? current.offsetTop - body.offsetTop - $(".picker-chips", body).offsetHeight - 36 : 0;
  });

  // -- which model the form has

  function markCurrent() {
    const model = $("#composer")?.elements.model?.value;
    for (const button of $$(".choice-btn", dialog)) {
      const current = button.value === model;
      button.toggleAttribute("aria-current", current);
      if (current) button.setAttribute("aria-current", "true");
      $(".choice-name .icon", button)?.remove();
      if (current) $(".choice-name", button).append(icon("check", 16));
    }
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id === "composer" || event.target?.id === "composer") markCurrent();
  });

  // -- what is shown

  const MOST_ELSEWHERE = 5;

  function show() {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    const narrowed = words.length > 0 || chosen.size > 0;
    let found = 0;
    for (const row of $$(".choice", dialog)) {
      const marks = row.dataset.marks.split(" ");
      const fits = words.every((word) => row.dataset.words.includes(word)) && [...chosen].every((name) => marks.includes(name));
      row.hidden = !fits || (narrowed && "recent" in row.dataset);
      found += !row.hidden;
    }
    for (const group of $$(".picker-group", dialog)) group.hidden = !$(".choice:not([hidden])", group);
    for (const chip of $$("[data-picker-chip]", dialog)) {
      const name = chip.dataset.pickerChip;
      chip.setAttribute("aria-pressed", String(name ? chosen.has(name) : !chosen.size));
    }
    // what the words mean that is not in this list: switched off, or of the other kind
    let elsewhere = 0;
    for (const row of $$(".picker-elsewhere li", dialog)) {
      row.hidden = !words.length || elsewhere >= MOST_ELSEWHERE || !words.every((word) => row.dataset.words.includes(word));
      elsewhere += !row.hidden;
    }
    const others = $(".picker-elsewhere", dialog);
    if (others) others.hidden = !elsewhere;
    const none = $(".picker-none", dialog);
    if (none) none.hidden = found > 0;
  }

  box.addEventListener("input", () => { show(); $("#picker-body", dialog).scrollTop = 0; });
  dialog.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-picker-chip]");
    if (chip) press(chip.dataset.pickerChip);
    if (event.target.closest("[data-picker-clear]")) { box.value = ""; press(""); box.focus(); }
  });

  function press(name) {
    if (!name) chosen.clear();
    else if (!chosen.delete(name)) chosen.add(name);
    show();
  }

  // -- keys: arrows walk, Home and End jump, Enter in the search takes the first, a letter goes back to the search

  dialog.addEventListener("keydown", (event) => {
    const rows = $$(".choice:not([hidden]) .choice-btn", dialog);
    const at = rows.indexOf(document.activeElement);
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
    if (event.key === "Enter" && event.target === box) { event.preventDefault(); rows[0]?.click(); return; }
    if (event.key in steps && !(event.target === box && (event.key === "Home" || event.key === "End"))) {
      event.preventDefault();
      if (steps[event.key] < 0) box.focus();
      else rows[Math.min(steps[event.key], rows.length - 1)]?.focus();
    } else if (at >= 0 && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
      box.focus();
    }
  });
})();
