/* Keeps what is typed into a form with data-autosave: first in this browser, within three seconds on the server.
   The server counts the drafts: a page that was overtaken by another one shows both contents and asks.
   Without this file the form works as always, and has a button "Save as a draft". */
(() => {
  "use strict";
  const PAUSE = 800, LONGEST = 2000, PATIENCE = 10000, SLOWEST = 30000, MOST_KEPT_ALIVE = 60000; // milliseconds; bytes
  const OLD = 30 * 24 * 3600 * 1000;
  const SKIP = /^(naskah(-.*)?|token|csrfmiddlewaretoken)$|password|sandi/;
  /* A form has its fields as properties: one called "dataset" would stand in for the form's own. */
  const dataset = Object.getOwnPropertyDescriptor(HTMLElement.prototype, "dataset");
  const marks = (form) => dataset.get.call(form);
  const person = document.body.dataset.person || "";
  const local = (() => { try { localStorage.setItem("probe", "1"); localStorage.removeItem("probe"); return localStorage; } catch { return null; } })();
  const mark = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const anew = () => location.replace(location.pathname + location.search); // never posts again, as reload() might
  const cookie = () => /(?:^|;\s*)csrftoken=([^;]*)/.exec(document.cookie)?.[1] || "";
  const copy = (template) => template?.content.firstElementChild.cloneNode(true);
  const sheets = [];

  async function post(url, asked, closing) {
    const body = JSON.stringify(asked), stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
    const token = cookie() || document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
    try {
      const response = await fetch(url, {
        method: "POST", body, credentials: "same-origin", redirect: "error", signal: stop.signal,
        keepalive: !!closing && new Blob([body]).size < MOST_KEPT_ALIVE,
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      });
      const isOurs = (response.headers.get("Content-Type") || "").startsWith("application/json");
      return { status: response.status, isOurs, ...(isOurs ? await response.json() : {}) };
    } catch { return { status: 0, isOurs: false }; } finally { clearTimeout(timer); }
  }

  /* After signing in again, forms of this page are sent with the new token. */
  function renewTokens() {
    const token = cookie();
    if (!token) return;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  }

  function watch(form) {
    const { autosave: signed, autosaveKey: key, autosaveUrl: url, autosaveShown: shown } = marks(form);
    const one = (selector) => form.querySelector(selector);
    const line = one("[data-autosave-line]"), place = one("[data-autosave-said]"), live = one("[data-autosave-live]");
    const origin = new Map(JSON.parse(marks(form).autosaveOrigin || "[]"));
    const prefix = `portal-autosave|${person}|${key}|`, isAgain = marks(form).autosavePage !== undefined;
    const inFlight = new Set(), went = (marks(form).autosavePage || "").split(":");
    let page = went[0] || mark(), step = +(went[1] || 0), taken = step, number = +marks(form).autosaveNumber;
    let text = "", fails = 0;
    const own = () => prefix + page;
    let timer = 0, first = 0, kind = "", ended = false, stuck = false, leaving = false;

    const pairs = (form) => {
      const off = new Set([...form.elements].filter((field) => field.type === "password" || field.dataset.draft === "off").map((field) => field.name));
      return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !SKIP.test(name) && !off.has(name))
        .map(([name, value]) => [name, origin.has(name) ? origin.get(name) : value]);
    };

    function say(what, words) { /* the line tells all; it is read out when what it tells is of another kind */
      if (typeof words === "string") place.textContent = words; else place.replaceChildren(words);
      if (what !== kind && what !== "ready") live.textContent = place.textContent;
      kind = what;
    }
    const put = (id, entry) => { try { local?.setItem(id, JSON.stringify(entry)); } catch { /* full: the server has to do */ } };
    const entry = (more) => ({ signed, number, page, step, fields: JSON.parse(text), at: Date.now(), ...more });

    function look() { /* whether something was typed since last looked; it is in this browser then */
      const now = JSON.stringify(pairs(form));
      if (now === text) return;
      text = now;
      step += 1;
      put(own(), entry());
    }
    function later() {
      look();
      if (stuck || step === taken) return;
      first ||= Date.now();
      clearTimeout(timer);
      timer = setTimeout(save, Math.max(0, Math.min(PAUSE, first + LONGEST - Date.now())));
    }
    function again() {
      clearTimeout(timer);
      fails += 1;
      timer = setTimeout(save, Math.min(1000 * 2 ** (fails - 1), ended ? 5000 : SLOWEST));
    }

    async function save(closing) {
      clearTimeout(timer);
      if (leaving || stuck) return;
      look();
      first = 0;
      if (step === taken || inFlight.has(step)) return;
      const asked = { key: signed, number, page, step, fields: JSON.parse(text) };
      inFlight.add(asked.step);
      const answer = await post(url, asked, closing === true);
      inFlight.delete(asked.step);
      if (leaving) return;
      if (answer.status === 200 && answer.isOurs) took(asked.step, answer);
      else if (answer.status === 401 || (answer.status === 403 && !answer.isOurs)) {
        ended = true;
        if (kind !== "ended") say("ended", copy(one("[data-autosave-ended]"))); // once: the link keeps its focus
        again();
      } else if (answer.status === 409 && answer.fields === null) { /* sent or thrown away in another page: this is a new draft */
        number = answer.number;
        save();
      } else if (answer.status === 409) differ(answer, JSON.parse(text), keepMine, () => local?.removeItem(own()));
      else if (answer.isOurs && answer.status < 500) { taken = Math.max(taken, asked.step); say("refused", answer.said); }
      else { say("offline", line.dataset.offline); again(); }
    }
    function took(done, answer) {
      number = Math.max(number, answer.number);
      taken = Math.max(taken, done);
      fails = 0;
      if (ended) { ended = false; renewTokens(); }
      if (step === taken) local?.removeItem(own());
      say("saved", answer.said);
    }

    /* Two contents: both are shown, the person chooses. */
    function labelOf(name) {
      const field = [...form.elements].find((element) => element.name === name);
      const group = ["radio", "checkbox"].includes(field?.type) && field.closest("fieldset")?.querySelector("legend");
      return (group || field?.labels?.[0])?.textContent.trim() || name;
    }
    const wordOf = (name, value) => {
      const option = [...form.elements].find((element) => element.name === name && element.value === value && ["radio", "checkbox"].includes(element.type));
      return option?.labels?.[0]?.textContent.trim() || value;
    };
    function differ(answer, mine, keep, drop) {
      stuck = true;
      const note = copy(one("[data-autosave-conflict]")), lines = note.querySelector("[data-lines]");
      const by = (list, name) => list.filter((pair) => pair[0] === name).map((pair) => wordOf(name, pair[1])).join("\n");
      new Set([...mine, ...answer.fields].map((pair) => pair[0])).forEach((name) => {
        const here = by(mine, name), other = by(answer.fields, name);
        if (here === other || [...form.elements].find((element) => element.name === name)?.type === "hidden") return;
        const row = copy(one("[data-autosave-difference]"));
        row.querySelector("[data-label]").textContent = labelOf(name);
        row.querySelector("[data-other]").textContent = other || "–";
        row.querySelector("[data-mine]").textContent = here || "–";
        lines.append(row);
      });
      note.querySelector("[data-keep]").addEventListener("click", () => { note.remove(); keep(answer); });
      note.querySelector("[data-take]").addEventListener("click", () => { drop(); leaving = true; anew(); });
      form.before(note);
      say("conflict", answer.said);
    }
    function keepMine(answer) {
      stuck = false;
      number = answer.number;
      save();
      form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    }

    /* What an earlier page left in this browser, not taken by the server: it becomes the draft, unless the form was sent. */
    async function takeUp() {
      const ids = Object.keys(local || {}).filter((id) => id.startsWith(prefix) && id !== own());
      for (const id of ids) {
        let left;
        try { left = JSON.parse(local.getItem(id)); } catch { left = null; }
        if (!left || Date.now() - left.at > OLD || (left.sent && !shown && number > left.number)) { local.removeItem(id); continue; }
        const asked = { key: left.signed, number: left.number, page: left.page, step: left.step, fields: left.fields };
        let answer = await post(url, asked);
        if (answer.status === 409 && answer.fields === null) answer = await post(url, { ...asked, number: answer.number });
        if (answer.status === 403 && answer.isOurs) answer = await post(url, { ...asked, key: signed });
        if (answer.status === 200) {
          local.removeItem(id);
          if (answer.number !== number && !step) { leaving = true; anew(); return; }
        } else if (answer.status === 409) {
          const keep = async (other) => {
            const done = await post(url, { ...asked, number: other.number });
            if (done.status === 200) { local.removeItem(id); leaving = true; anew(); } else { stuck = false; differ(answer, left.fields, keep, drop); }
          };
          const drop = () => local.removeItem(id);
          differ(answer, left.fields, keep, drop);
          return;
        }
      }
    }

    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      clearTimeout(timer);
      look();
      leaving = true;
      one("[name=naskah-nomor]").value = number;
      one("[name=naskah-halaman]").value = `${page}:${step}`;
      if (step === taken) return;
      put(own(), entry({ sent: true }));
      try { sessionStorage.setItem("portal-pending", JSON.stringify({ key: "" })); } catch { /* the page of an ended session lists the texts */ }
    });
    const now = () => save(true);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" || ended || fails) now(); });
    window.addEventListener("pagehide", now);
    window.addEventListener("focus", () => { if (ended || fails) save(); });
    window.addEventListener("online", () => save());
    window.addEventListener("pageshow", (event) => { if (event.persisted) { leaving = false; page = mark(); later(); } });

    say("ready", line.dataset.ready);
    sheets.push({ key, isUnsaved: () => !leaving && !stuck && (look(), step !== taken), save, drop: () => { leaving = true; Object.keys(local || {}).filter((id) => id.startsWith(prefix)).forEach((id) => local.removeItem(id)); } });
    if (!isAgain) { /* what the browser itself has put back is typed, not stored */
      const stored = form.cloneNode(true);
      stored.reset();
      text = JSON.stringify(pairs(stored));
      takeUp();
    }
    later();
  }

  /* Throwing a draft away, and signing out, which first waits for what is not kept yet. */
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (marks(form).autosaveDiscard !== undefined) sheets.filter((sheet) => sheet.key === marks(form).autosaveDiscard).forEach((sheet) => sheet.drop());
    if (marks(form).signOut === undefined) return;
    const unsaved = sheets.filter((sheet) => sheet.isUnsaved());
    if (!unsaved.length) return;
    event.preventDefault();
    await Promise.all(unsaved.map((sheet) => sheet.save()));
    if (unsaved.some((sheet) => sheet.isUnsaved())) { delete marks(form).busy; return; } /* the line says why */
    delete marks(form).busy;
    form.requestSubmit();
  }, true);

  if (person) document.querySelectorAll("form[data-autosave]").forEach(watch);
})();
