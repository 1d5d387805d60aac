/* What the portal does beyond HTML: every page works without this file.
   Focus after partial updates, kept drafts, one press per post, ended sessions, menus, the matrix by arrow keys,
   a calendar beside fields for a day. */
(() => {
  "use strict";
  const body = document.body;
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  /* A form has its fields as properties: one called "dataset" or "method" would stand in for the form's own. */
  const dataset = Object.getOwnPropertyDescriptor(HTMLElement.prototype, "dataset");
  const marks = (form) => dataset.get.call(form);
  const posts = (form) => (form.getAttribute("method") || "").toLowerCase() === "post";
  const copy = (id) => one(`#${id}`)?.content.firstElementChild.cloneNode(true);

  /* Menus: one open at a time; Escape or a click beside closes and gives the focus back. */
  document.addEventListener("click", (event) => {
    all(".menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all(".menu[open]").forEach((menu) => { menu.open = false; one("summary", menu).focus(); });
  });

  /* The matrix: on wide screens all phases stand open; arrow keys move between cells. */
  const wide = window.matchMedia("(min-width: 821px)");
  function unfold() {
    all(".phase__fold, .fold-phone").forEach((fold) => {
      if (wide.matches) {
        if (!fold.dataset.name) { fold.dataset.name = fold.getAttribute("name") || " "; fold.dataset.was = fold.open ? "1" : ""; }
        fold.removeAttribute("name");
        fold.open = true;
      } else if (fold.dataset.name) {
        fold.open = fold.dataset.was === "1";
        if (fold.dataset.name.trim()) fold.setAttribute("name", fold.dataset.name);
        delete fold.dataset.name;
      }
    });
  }
  wide.addEventListener("change", unfold);
  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.(".cell");
    const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (!cell || !step || event.altKey || event.ctrlKey || event.metaKey || !wide.matches) return;
    const columns = all(".phase", cell.closest(".matrix")).map((phase) => all(".cell", phase));
    const x = columns.findIndex((column) => column.includes(cell));
    const y = columns[x].indexOf(cell);
    const column = columns[x + step[0]];
    const next = column && column[Math.min(y + step[1], column.length - 1)];
    if (next && y + step[1] >= 0) { event.preventDefault(); next.focus(); }
  });

  /* A similar entry under a field: one press takes it. */
  document.addEventListener("click", (event) => {
    const take = event.target.closest?.("[data-take]"), field = take && document.getElementById(take.dataset.into);
    if (!field) return;
    field.value = take.dataset.take;
    field.focus();
    ["input", "change"].forEach((kind) => field.dispatchEvent(new Event(kind, { bubbles: true })));
  });

  /* Rows of a list of entries: without this script saving shows three more. The copy has ids and numbers of its own. */
  function addRow(list) {
    const last = list.lastElementChild, place = list.children.length, row = last.cloneNode(true);
    const was = `${list.dataset.rows}_${place - 1}`, is = `${list.dataset.rows}_${place}`;
    [row, ...all("*", row)].forEach((element) => [...element.attributes].forEach((attribute) => {
      if (attribute.value.includes(was)) element.setAttribute(attribute.name, attribute.value.replace(was, is).replace(was, is));
    }));
    all("input", row).forEach((input) => { input.value = ""; input.removeAttribute("value"); });
    all("datalist, [aria-live]", row).forEach((part) => part.replaceChildren());
    all("label", row).forEach((label) => { label.textContent = label.textContent.replace(/\d+\s*$/, place + 1); });
    list.append(row);
    window.htmx?.process(row);
    const more = list.parentElement.querySelector("[data-add-row]");
    if (more && list.children.length >= +more.dataset.addRow) more.hidden = true;
    return row;
  }
  function rows(root = document) { all("[data-add-row]", root).forEach((more) => { more.hidden = more.previousElementSibling.children.length >= +more.dataset.addRow; }); }
  document.addEventListener("click", (event) => {
    const more = event.target.closest?.("[data-add-row]");
    if (more) one("input", addRow(more.previousElementSibling)).focus();
  });

  /* Answers that bring up other questions: the box that holds them asks anew. What is answered meanwhile, typed or ticked, is never
     swapped away: the box asks once more. */
  const asks = (box) => box.dispatchEvent(new CustomEvent("asks"));
  document.addEventListener("change", (event) => {
    const box = event.target.closest?.("[data-asks]");
    if (box && event.target.matches("select, input[type=radio], input[type=checkbox]")) asks(box);
  });
  document.addEventListener("input", (event) => {
    const box = event.target.closest?.("[data-asks]");
    if (box) box.dataset.answers = +(box.dataset.answers || 0) + 1;
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const box = event.detail.elt;
    if (box.matches("[data-asks]")) box.dataset.asked = box.dataset.answers || 0;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const box = event.detail.target;
    if (!box?.matches?.("[data-asks]") || (box.dataset.answers || 0) == box.dataset.asked) return;
    event.detail.shouldSwap = false;
    setTimeout(asks, 600, box);
  });

  /* A tall field that Tab reaches: all of it, not its first line alone, above the bar of buttons. */
  document.addEventListener("keyup", (event) => {
    const bar = event.key === "Tab" && one(".sticky-do"), here = event.target;
    if (!bar || bar.contains(here) || !here.closest?.("form")) return;
    if (here.getBoundingClientRect().bottom > bar.getBoundingClientRect().top) here.scrollIntoView({ block: "nearest" });
  });

  /* One press per post. The server's token is the truth; this only spares people the doubt. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!posts(form) || marks(form).again !== undefined) return;
    if (marks(form).busy) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    marks(form).busy = "1";
    (event.submitter ? [event.submitter] : all("button", form)).forEach((button) => { button.classList.add("is-busy"); button.setAttribute("aria-busy", "true"); });
  }, true);
  function rest(root = document) {
    all("form[data-busy]", root).concat(root.matches?.("form[data-busy]") ? [root] : []).forEach((form) => {
      delete marks(form).busy;
      all(".is-busy", form).forEach((button) => { button.classList.remove("is-busy"); button.removeAttribute("aria-busy"); });
    });
  }
  window.addEventListener("pageshow", (event) => { if (event.persisted) { leaving = false; rest(); } });

  /* Drafts: unsent text of POST forms stays in this tab, per person and page, until the server has taken it. */
  const person = body.dataset.person || "";
  const store = (() => { try { sessionStorage.setItem("probe", "1"); sessionStorage.removeItem("probe"); return sessionStorage; } catch { return null; } })();
  const forget = (kept) => Object.keys(kept).filter((key) => key.startsWith("portal-")).forEach((key) => kept.removeItem(key));
  const PENDING = "portal-pending";
  const keyOf = (form) => `portal-draft|${person}|${location.pathname}|${form.id || form.getAttribute("action") || all("form").indexOf(form)}`;
  const keeps = (form) => store && person && posts(form) && marks(form).draft !== "off";
  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !["hidden", "password", "file", "submit", "button", "reset", "fieldset"].includes(field.type) && field.dataset.draft !== "off");
  const valueOf = (field) => field.type === "checkbox" || field.type === "radio" ? field.checked : field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value;
  const savedOf = (field) => field.type === "checkbox" || field.type === "radio" ? field.defaultChecked : field.options ? (() => { const set = [...field.options].filter((option) => option.defaultSelected).map((option) => option.value); return field.multiple ? set : set[0] ?? field.options[0]?.value ?? ""; })() : field.defaultValue;
  const nameOf = (field) => field.type === "radio" || field.type === "checkbox" ? `${field.name}=${field.value}` : field.name;
  function namesOf(form) { /* [name, field]; fields of one name, as rows are, have their number behind it */
    const seen = {};
    return fieldsOf(form).map((field) => { const name = nameOf(field), nth = seen[name] = (seen[name] || 0) + 1; return [nth > 1 ? `${name}#${nth}` : name, field]; });
  }
  const pack = (form, read) => Object.fromEntries(namesOf(form).map(([name, field]) => [name, read(field)]));
  const timers = new WeakMap();
  let leaving = false; /* a post is under way: what was kept at its start stands */
  function keep(form) {
    if (!keeps(form)) return;
    const now = pack(form, valueOf), saved = pack(form, savedOf);
    try {
      if (JSON.stringify(now) === JSON.stringify(saved)) store.removeItem(keyOf(form));
      else store.setItem(keyOf(form), JSON.stringify({ now, saved }));
    } catch { /* full: nothing more can be kept */ }
  }
  function later(event) {
    const form = event.target.form;
    if (!form || !keeps(form)) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => keep(form), 300));
  }
  document.addEventListener("input", later);
  document.addEventListener("change", later);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (marks(form).signOut !== undefined && store) { leaving = true; forget(store); try { forget(localStorage); } catch { /* not to be had */ } return; }
    if (!keeps(form)) return;
    clearTimeout(timers.get(form));
    keep(form);
    leaving = true;
    const key = keyOf(form);
    if (store.getItem(key)) store.setItem(PENDING, JSON.stringify({ key }));
  });
  window.addEventListener("pagehide", () => { if (!leaving) all("form").forEach(keep); });
  function settle() {
    /* The page after a post: the draft was taken, unless this is a sign-in or error page, or one come back to. */
    const pending = store?.getItem(PENDING);
    if (!pending) return;
    store.removeItem(PENDING);
    const on = one("[data-go-on]"); /* the session had ended: the draft is kept, so nothing needs to be copied */
    if (on) { location.replace(on.href); return; }
    const came = performance.getEntriesByType("navigation")[0]?.type;
    if (body.dataset.page !== "page" || came === "back_forward" || came === "reload") return;
    try { store.removeItem(JSON.parse(pending).key); } catch { /* not ours */ }
  }
  function restore(root = document) {
    if (!store || !person) return;
    all("form", root).concat(root.matches?.("form") ? [root] : []).forEach((form) => {
      const kept = keeps(form) && store.getItem(keyOf(form));
      if (!kept || one(".problems", form.parentElement)) return;
      let draft;
      try { draft = JSON.parse(kept); } catch { return; }
      all("[data-rows]", form).forEach((list) => { /* rows that the writer had added */
        const name = one("input", list)?.name;
        while (name && `${name}#${list.children.length + 1}` in draft.now) addRow(list);
      });
      let changed = false;
      namesOf(form).forEach(([name, field]) => {
        const value = draft.now[name];
        if (value === undefined || JSON.stringify(value) === JSON.stringify(valueOf(field))) return;
        if (JSON.stringify(value) === JSON.stringify(draft.saved[name])) return; /* not typed by the writer: what is stored now stands */
        changed = true;
        if (typeof value === "boolean") field.checked = value;
        else if (Array.isArray(value)) [...field.options].forEach((option) => { option.selected = value.includes(option.value); });
        else field.value = value;
      });
      if (!changed) { store.removeItem(keyOf(form)); return; }
      const note = copy("draft-note");
      if (!note) return;
      one("[data-changed]", note).hidden = JSON.stringify(draft.saved) === JSON.stringify(pack(form, savedOf));
      one("[data-discard]", note).addEventListener("click", () => {
        store.removeItem(keyOf(form));
        form.reset();
        note.remove();
        (fieldsOf(form)[0] || form).focus();
      });
      form.closest("details")?.setAttribute("open", "");
      form.prepend(note);
    });
  }

  /* A day is typed; the button beside it opens the browser's own calendar. */
  const toIso = (text) => { const m = /^\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\s*$/.exec(text); return m ? `${m[3]}-${m[2].padStart(2, "0")}-${m[1].padStart(2, "0")}` : ""; };
  function calendars(root = document) {
    all("input[data-date]:not([disabled], [readonly])", root).forEach((field) => {
      const open = copy("day-open");
      if (!open || field.parentElement.matches(".day") || !HTMLInputElement.prototype.showPicker) return;
      const place = document.createElement("span"), native = document.createElement("input");
      place.className = "day";
      Object.assign(native, { type: "date", className: "day__native", tabIndex: -1 });
      native.setAttribute("aria-hidden", "true");
      native.dataset.draft = "off";
      field.replaceWith(place);
      place.append(field, open, native);
      open.addEventListener("click", () => { native.value = toIso(field.value); try { native.showPicker(); } catch { field.focus(); } });
      ["input", "change"].forEach((kind) => native.addEventListener(kind, (event) => event.stopPropagation()));
      native.addEventListener("change", () => {
        field.value = native.value.split("-").reverse().join("-");
        ["input", "change"].forEach((kind) => field.dispatchEvent(new Event(kind, { bubbles: true })));
        open.focus();
      });
    });
  }

  /* HTMX: sessions that ended, answers that failed, focus, what is read out. */
  function say(id) {
    const note = copy(id), place = one("#messages");
    if (!note || !place) return null;
    place.replaceChildren(note);
    place.scrollIntoView({ block: "nearest" });
    return note;
  }
  const isSignIn = (url) => body.dataset.signIn && url && new URL(url, location.href).pathname === body.dataset.signIn && location.pathname !== body.dataset.signIn;
  const isEnd = (xhr) => xhr.status === 401 || isSignIn(xhr.getResponseHeader("HX-Redirect")) || isSignIn(xhr.responseURL);
  function ended(xhr) {
    all("form").forEach(keep);
    if (one("#messages [data-sign-in-link]")) return; /* said already; a page that polls must not say it again */
    const link = one("[data-sign-in-link]", say("expired-note") || document.createElement("p"));
    if (!link) return;
    link.href = xhr.getResponseHeader("HX-Redirect") || `${body.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.focus();
  }
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, formData } = event.detail;
    if (elt.matches("[data-suggest]")) formData.set("q", elt.value);
    if (elt.closest(".filterbar")) [...formData].forEach(([name, value]) => { if (value === "") formData.delete(name); });
  });
  let before = null, held = false; // held: something had the focus, so a swap may have taken it; what polls by itself never claims it
  document.addEventListener("htmx:beforeRequest", (event) => {
    before = document.activeElement?.id || null;
    held = !!document.activeElement && document.activeElement !== body;
    const form = event.detail.elt.closest("form");
    if (form && keeps(form)) keep(form);
  });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (isEnd(event.detail.xhr)) { event.preventDefault(); ended(event.detail.xhr); }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful, xhr } = event.detail;
    rest(elt.closest?.("form") || elt);
    const form = elt.closest?.("form");
    const posted = event.detail.requestConfig?.verb === "post"; /* suggestions for a field leave its form's draft alone */
    if (form && posted && keeps(form) && successful && xhr.status < 300 && !isEnd(xhr)) store.removeItem(keyOf(form));
  });
  document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status !== 401) say("failed-note"); });
  document.addEventListener("htmx:sendError", () => say("failed-note"));
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    if (!part || !part.isConnected) return;
    unfold();
    rows(part);
    calendars(part);
    restore(part);
    const asked = part.matches?.("[data-focus]") ? part : one("[data-focus]", part);
    if (asked) asked.focus();
    else if (held && (document.activeElement === body || !document.activeElement)) {
      const same = before && document.getElementById(before);
      if (same) same.focus();
      else { part.setAttribute("tabindex", "-1"); part.focus({ preventScroll: true }); }
    }
    const words = part.dataset?.announce || one("[data-announce]", part)?.dataset.announce;
    if (words && one("#live").textContent !== words) one("#live").textContent = words;
  });

  unfold();
  rows();
  calendars();
  settle();
  restore();
  one(".problems")?.focus();
})();
