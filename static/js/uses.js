// What can be done with a finished file: the sheet over the page. Without this file the same links are pages.
(() => {
  "use strict";
  const { $, $$, toast, say, openDialog } = window.MediaHub;
  let asked = 0;

  function sheet() {
    let dialog = $("#use-dialog");
    if (dialog) return dialog;
    dialog = Object.assign(document.createElement("dialog"), { id: "use-dialog", className: "dialog use-dialog" });
    dialog.setAttribute("aria-labelledby", "use-title");
    dialog.append(Object.assign(document.createElement("div"), { id: "use-body" }));
    document.body.append(dialog);
    return dialog;
  }

  async function open(address) {
    const mine = ++asked;
    let answer;
    try {
      answer = await fetch(address, { headers: { "HX-Request": "true" } });
    } catch {
      return toast("Can't reach MediaHub.");
    }
    if (mine !== asked) return;
    if (!answer.ok || answer.redirected) return location.assign(address);
    const fresh = $("#use-body", new DOMParser().parseFromString(await answer.text(), "text/html"));
    const dialog = sheet();
    $("#use-body", dialog).replaceWith(fresh);
    window.htmx.process(fresh);
    openDialog(dialog);
    reveal();
    if (matchMedia("(hover: hover)").matches) $(".prompt", fresh)?.focus({ preventScroll: true });
    say($("#use-title")?.textContent || "");
  }

  // the model that is chosen is in sight in a long list
  function reveal() {
    const list = $(".use-models");
    const chosen = list && $(":checked", list)?.closest("label");
    if (chosen) list.scrollTop = chosen.offsetTop - list.offsetTop - 60;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-use]");
    if (!link || link.closest(".use-page") || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(link.href);
  });

  // what was typed goes along to the Generate page
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-use-more]");
    const form = link?.closest("form");
    if (!form) return;
    const address = new URL(link.href);
    for (const [name, value] of new FormData(form)) {
      if (!["csrfmiddlewaretoken", "order_key", "model"].includes(name)) address.searchParams.set(name, value);
    }
    link.href = address;
  }, true);

  document.addEventListener("input", (event) => {
    const shown = event.target.matches?.("#use-chosen .prompt") && $(`[data-count="${event.target.id}"]`);
    if (!shown) return;
    const size = [...event.target.value].length;
    shown.textContent = size.toLocaleString("en-GB");
    shown.parentElement.classList.toggle("over-limit", size > Number(event.target.dataset.max));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const form = event.target.closest?.("#use-chosen");
    if (form) $("[data-use-order]", form)?.click();
  });

  // a refusal comes back as the whole sheet: what is wrong has the focus
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.xhr?.status !== 422 || !$("#use-chosen")) return;
    reveal();
    const wrong = $$('#use-chosen [aria-invalid="true"]')[0];
    (wrong?.matches("input,textarea,select") ? wrong : wrong && $("input,textarea", wrong))?.focus();
  });

  document.addEventListener("used", (event) => {
    const { text, job } = event.detail;
    $("#use-dialog")?.close();
    if ($(".use-page")) return location.assign(`/jobs/${job}`);
    toast(text, { verb: "See it", act: () => location.assign(`/jobs/${job}`) });
  });
})();
