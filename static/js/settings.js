// The settings page: which group is in view, what is not saved yet, focus on what was refused, the theme at once.
(() => {
  "use strict";
  const { $, $$ } = window.MediaHub;
  const saved = new WeakMap();

  const written = (form) => new URLSearchParams(new FormData(form)).toString();
  const isUnsaved = (form) => saved.has(form) && saved.get(form) !== written(form);
  const note = (within) => { for (const form of $$("form[data-unsaved]", within)) if (!saved.has(form)) saved.set(form, written(form)); };

  // a refused form comes back with what was typed: it is not saved, whatever it was compared with before
  function noteRefused(form) {
    saved.set(form, "");
    $(".unsaved", form).hidden = false;
    ($("[aria-invalid=true]", form) || $("[role=alert]", form))?.focus?.();
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-unsaved]");
    if (form) $(".unsaved", form).hidden = !isUnsaved(form);
  });

  let leaving = false;
  document.addEventListener("submit", () => { leaving = true; setTimeout(() => { leaving = false; }, 1000); });
  addEventListener("beforeunload", (event) => {
    if (!leaving && $$("form[data-unsaved]").some(isUnsaved)) event.preventDefault();
  });

  document.body.addEventListener("htmx:afterSettle", () => {
    for (const form of $$("form[data-unsaved]")) {
      if (saved.has(form)) continue;
      if ($("[aria-invalid=true], [role=alert]", form)) noteRefused(form);
      else saved.set(form, written(form));
    }
  });

  // what was said before a test does not stand above its verdict
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.closest(".settings")) $(".messages")?.remove();
  });

  // the theme acts when it is chosen; the button in the bar chooses as well
  const root = document.documentElement;
  document.addEventListener("change", (event) => {
    if (!event.target.matches("#theme-form [name=theme]")) return;
    const theme = event.target.value;
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    document.cookie = `theme=${theme}; path=/; max-age=${theme ? 31536000 : 0}; samesite=lax`;
  });
  new MutationObserver(() => {
    $(`#theme-form [value="${root.dataset.theme || ""}"]`).checked = true;
  }).observe(root, { attributeFilter: ["data-theme"] });

  // the group in view, marked in the list
  const links = new Map($$(".settings-nav a[href^='#']").map((link) => [link.hash.slice(1), link]));
  function mark() {
    const line = innerHeight / 3;
    const above = $$(".settings-group").filter((group) => group.getBoundingClientRect().top < line);
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const current = atEnd ? $$(".settings-group").at(-1) : above.at(-1) || $(".settings-group");
    for (const [id, link] of links) {
      if (id !== current.id) link.removeAttribute("aria-current");
      else if (!link.hasAttribute("aria-current")) link.setAttribute("aria-current", "true");
    }
  }
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  }, { passive: true });

  note(document);
  mark();
})();
