// Makes pages quicker; every page works without it. No inline handlers, no requests but to this console.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  all("[data-copy][hidden], [data-copy-from][hidden], [data-help][hidden]").forEach((element) => { element.hidden = false; });

  // Copy, and say so on the button.
  const copied = (button) => {
    const label = button.querySelector("span") || button, before = label.textContent;
    label.textContent = "Copied";
    button.setAttribute("aria-live", "polite");
    setTimeout(() => { label.textContent = before; }, 1600);
  };
  const copy = async (button) => {
    const source = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
    const text = source ? (source.value ?? source.textContent.trim()) : button.dataset.copy;
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else {
      const field = document.body.appendChild(Object.assign(document.createElement("textarea"), { value: text }));
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    copied(button);
  };

  const help = document.getElementById("help");
  document.addEventListener("click", (event) => {
    const target = event.target;
    const button = target.closest("[data-copy], [data-copy-from]");
    if (button) copy(button);
    if (target.closest("[data-help]") && help) help.showModal();
    if (target.closest("[data-close]")) target.closest("dialog").close();
    all("details[data-menu][open]").forEach((menu) => { if (!menu.contains(target)) menu.open = false; });
  });

  // Forms that change much ask first.
  document.addEventListener("submit", (event) => {
    const question = (event.submitter && event.submitter.dataset.confirm) || event.target.dataset.confirm;
    if (question && !confirm(question)) event.preventDefault();
  });

  // Flask-Admin's stock templates carry inline handlers, which the policy forbids to run: ask in their place.
  document.addEventListener("click", (event) => {
    const element = event.target.closest("[onclick]");
    if (!element) return;
    const question = element.getAttribute("onclick").match(/safeConfirm\('(.*)'\)/);
    if (!question || !confirm(question[1])) event.preventDefault();
  }, true);

  // Rows: j, k, o. Evidence: r.
  const rows = () => all("[data-row], .rows tbody tr").filter((row) => !row.parentElement.closest("details:not([open])"));
  const at = () => rows().findIndex((row) => row.classList.contains("at"));
  const go = (step) => {
    const list = rows();
    if (!list.length) return;
    const next = Math.max(0, Math.min(list.length - 1, at() + step));
    list.forEach((row, index) => row.classList.toggle("at", index === next));
    const link = list[next].querySelector("a.row-link, a, summary, button");
    if (link) link.focus({ preventScroll: true });
    list[next].scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    const row = rows()[at()];
    const link = row && row.querySelector("a.row-link, a, summary");
    if (link) link.click();
  };
  const raw = () => {
    const row = rows()[at()];
    const own = row ? all("details[data-raw]", row) : [];
    const folds = own.length ? own : all("details[data-raw]");
    const shut = folds.some((fold) => !fold.open);
    folds.forEach((fold) => { fold.open = shut; });
  };
  const search = () => {
    const box = all("[data-search]").find((input) => input.offsetParent !== null);
    if (box) { box.focus(); box.select(); }
  };

  let afterG = false;
  const keys = { "/": search, "?": () => help && help.showModal(), j: () => go(1), k: () => go(-1), o: open, r: raw };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      all("details[data-menu][open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
      if (event.target.matches("[data-search]")) event.target.blur();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || (help && help.open)) return;
    if (afterG) {
      afterG = false;
      const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    if (event.key === "g") { afterG = true; setTimeout(() => { afterG = false; }, 1200); return; }
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  // Light or dark at once, without a new page.
  all("form[data-appearance]").forEach((form) => form.addEventListener("submit", (event) => {
    event.preventDefault();
    const theme = event.submitter.value;
    const data = new FormData(form, event.submitter);
    document.documentElement.dataset.bsTheme = theme;
    all("form[data-appearance] button").forEach((button) => button.setAttribute("aria-pressed", String(button.value === theme)));
    fetch(form.action, { method: "POST", body: data, redirect: "manual" });
  }));
})();
