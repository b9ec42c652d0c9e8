"use strict";
// The page of a dataset: a list of articles that filters narrow, and one article with its events.
// Whatever comes from an article is put in as text, never as markup.

const FIELDS = ["words", "code", "actor", "place", "first", "last", "who", "status", "split"];
const PARTS = ["source", "target", "date", "location", "attribution"];
const QUADS = ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"];
const state = { page: 0, pages: 1, doc: null, data: null, hidden: new Set(), chosen: null };
const at = (id) => document.getElementById(id);

function made(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...inside.filter((part) => part !== null && part !== ""));
  return element;
}

const count = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;

async function ask(path, fields = {}) {
  const asked = new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== ""));
  const answer = await fetch(`${path}?${asked}`);
  return answer.ok ? answer.json() : null;
}

// -- the query, kept in the address -------------------------------------------------------------

function query() {
  const form = at("filters");
  return Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value.trim()]));
}

function remember(push) {
  const kept = Object.entries({ ...query(), doc: state.doc ?? "", page: state.page || "" });
  const address = `#${new URLSearchParams(kept.filter(([, value]) => value !== ""))}`;
  if (address === location.hash || (address === "#" && !location.hash)) return;
  history[push ? "pushState" : "replaceState"](null, "", address);
}

function recall() {
  const kept = new URLSearchParams(location.hash.slice(1));
  for (const name of FIELDS) at("filters").elements[name].value = kept.get(name) ?? "";
  state.page = Number(kept.get("page") ?? 0);
  state.doc = kept.get("doc");
}

// -- the list -------------------------------------------------------------------------------------

let latest = 0;
async function list() {
  const mine = ++latest;
  const found = await ask("/api/articles", { ...query(), page: state.page });
  if (mine !== latest || found === null) return;
  state.pages = found.pages;
  at("count").textContent = count(found.total, "article");
  at("articles").replaceChildren(...found.articles.map(line));
  at("pages").hidden = found.pages < 2;
  at("page").textContent = `${state.page + 1} of ${found.pages}`;
  at("previous").disabled = state.page === 0;
  at("next").disabled = state.page + 1 >= found.pages;
  mark();
}

function line(article) {
  const facts = [
    article.published ?? "no date",
    article.publisher,
    article.lang,
    article.withdrawn ? "withdrawn" : count(article.events, "event"),
    article.who.join(", "),
  ];
  const button = made(
    "button", { type: "button", "data-doc": article.doc_id },
    article.title, made("small", {}, facts.filter(Boolean).join(" · ")),
  );
  button.addEventListener("click", () => open(article.doc_id, true));
  return made("li", {}, button);
}

function mark() {
  for (const button of at("articles").querySelectorAll("button")) {
    if (button.dataset.doc === state.doc) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

// -- one article ----------------------------------------------------------------------------------

async function open(doc, push) {
  state.doc = doc;
  document.body.classList.toggle("reading", doc !== null);
  at("to-list").hidden = doc === null;
  remember(push);
  mark();
  if (doc === null) return;
  const data = await ask(`/api/articles/${encodeURIComponent(doc)}`, query());
  if (state.doc !== doc) return;
  state.data = data;
  state.chosen = null;
  show();
  if (push) {
    at("article").focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
}

function show() {
  const { data } = state;
  if (data === null) {
    at("article").replaceChildren(made("p", { class: "hint" }, "There is no such article."));
    return;
  }
  const { document: article } = data;
  const facts = [
    article.published && (article.published_source === "inferred"
      ? `${article.published} (inferred)` : article.published),
    article.publisher, article.lang, article.split && `split ${article.split}`, article.doc_id,
  ];
  const parts = [
    made("h2", {}, article.title ?? article.doc_id),
    made("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
  ];
  if (article.url && /^https?:/.test(article.url)) {
    parts[1].append(" · ", made("a", { href: article.url, rel: "noreferrer" }, "source"));
  }
  if (article.withdrawn) {
    parts.push(made("p", { class: "hint" }, "This article was taken down; its id stays."));
  } else {
    parts.push(
      layers(),
      made("div", { class: "sides" }, made("div", {}, text(article), key()), events()),
    );
  }
  const scrolled = at("text")?.scrollTop ?? 0;
  at("article").replaceChildren(...parts);
  if (state.chosen && at("text")) at("text").scrollTop = scrolled;
}

function layers() {
  const box = made("fieldset", { class: "layers", "aria-label": "Who labelled" });
  for (const layer of state.data.layers) {
    const input = made("input", { type: "checkbox", value: layer.who });
    input.checked = !state.hidden.has(layer.who);
    input.addEventListener("change", () => {
      if (input.checked) state.hidden.delete(layer.who);
      else state.hidden.add(layer.who);
      show();
    });
    const note = layer.note ? ` ${layer.note}` : "";
    box.append(made("label", {}, input, `${layer.who}${note} (${layer.events})`));
  }
  if (!state.data.layers.length) box.append(made("span", { class: "hint" }, "Nobody has labelled it."));
  return box;
}

const shown = () => state.data.events.filter((event) => !state.hidden.has(event.who));

function spanOf(event, part) {
  const found = part === "date" ? event.date?.span : event[part];
  return found && found.start !== null ? found : null;
}

// The text cut at every beginning and end of a span; offsets count code points.
function text(article) {
  const box = made("div", { id: "text", lang: article.lang });
  if (!article.text) {
    box.append(made("span", { class: "hint" },
      "This dataset carries no text; `toolkit rehydrate` joins your own copy of the articles."));
    return box;
  }
  const points = Array.from(article.text);
  const spans = shown().map((event) => ({ ...spanOf(event, "action"), part: "action", event }));
  if (state.chosen) {
    for (const part of PARTS) {
      const span = spanOf(state.chosen, part);
      if (span) spans.push({ ...span, part, event: state.chosen });
    }
  }
  const cuts = [...new Set([0, points.length, ...spans.flatMap((s) => [s.start, s.end])])];
  cuts.sort((a, b) => a - b);
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const words = points.slice(cuts[i], cuts[i + 1]).join("");
    const over = spans.filter((s) => s.start <= cuts[i] && s.end >= cuts[i + 1]);
    box.append(over.length ? piece(words, over) : words);
  }
  return box;
}

function piece(words, over) {
  const actions = over.filter((span) => span.part === "action").map((span) => span.event);
  const parts = over.filter((span) => span.part !== "action").map((span) => span.part);
  const classes = [];
  if (actions.length) classes.push(`q${(actions.find((e) => e === state.chosen) ?? actions[0]).action.quad}`);
  if (actions.includes(state.chosen)) classes.push("chosen");
  if (parts.length) classes.push("part", ...parts);
  const told = [
    ...actions.map((e) => `${e.action.code} ${e.code_name} (${e.who})`), ...parts,
  ].join("\n");
  const element = made("mark", { class: classes.join(" "), title: told }, words);
  if (actions.length) {
    element.addEventListener("click", () => {
      const entries = agreed(actions);
      const after = entries.findIndex((group) => group.includes(state.chosen)) + 1;
      choose(entries[after % entries.length][0]);
    });
  }
  return element;
}

function key() {
  const box = made("p", { class: "key" });
  QUADS.forEach((name, i) => box.append(made("span", { class: `q${i + 1}` }, name)));
  return box;
}

const party = (actor) => (actor ? `${actor.code}${actor.name ? ` ${actor.name}` : ""}` : "–");
const day = (date) => date && (date.start === date.end ? date.start : `${date.start} to ${date.end}`);
const place = (where) => where && [where.name ?? where.text, where.country].filter(Boolean).join(", ");
const various = (values) => [...new Set(values.filter(Boolean))].join(" / ");

// Codings that agree on words, code, source, target and status are one entry with all who made them.
function agreed(some) {
  const groups = new Map();
  for (const event of some) {
    const same = JSON.stringify([
      event.action.start, event.action.end, event.action.code, event.source?.code,
      event.target?.code, event.status,
    ]);
    if (!groups.has(same)) groups.set(same, []);
    groups.get(same).push(event);
  }
  return [...groups.values()];
}

function events() {
  const box = made("ol", { id: "events" });
  const some = shown();
  const narrowed = some.some((event) => event.fits);
  for (const group of agreed(some)) {
    const [event] = group;
    const facts = [
      various(group.map((e) => day(e.date))),
      various(group.map((e) => place(e.location))),
      various(group.map((e) => e.attribution && `according to ${party(e.attribution)}`)),
      event.action.text && `“${event.action.text}”`,
      various(group.map((e) => e.who === "machine" && `confidence ${e.confidence.toFixed(2)}`)),
      ...group.flatMap((e) => (e.who === "machine" ? e.trace ?? [] : [])),
    ];
    const chosen = group.includes(state.chosen);
    const aside = narrowed && !group.some((e) => e.fits);
    const button = made(
      "button",
      {
        type: "button", "data-event": event.event_id, "aria-pressed": String(chosen),
        class: `event q${event.action.quad}${aside ? " aside" : ""}`,
      },
      made("span", { class: "everyone" }, ...group.map((e) => made("span", { class: "who" }, e.who))),
      made("b", {}, event.action.code), event.code_name,
      event.status === "asserted" ? "" : made("span", { class: "status" }, ` ${event.status}`),
      made("span", { class: "dyad" }, made("code", {}, party(event.source)), " → ",
        made("code", {}, party(event.target))),
      made("small", {}, facts.filter(Boolean).join(" · ")),
    );
    button.addEventListener("click", () => choose(chosen ? null : event));
    box.append(made("li", {}, button));
  }
  if (!some.length) box.append(made("li", { class: "hint" }, "No events."));
  return box;
}

function choose(event) {
  state.chosen = event;
  show();
  if (event === null) return;
  const button = at("events").querySelector('[aria-pressed="true"]');
  button?.focus({ preventScroll: true });
  button?.scrollIntoView({ block: "nearest" });
  at("text").querySelector("mark.chosen")?.scrollIntoView({ block: "nearest" });
}

// -- beginning ------------------------------------------------------------------------------------

function options(select, values) {
  for (const [value, label] of values) select.append(made("option", { value }, label));
}

async function begin() {
  const about = await ask("/api/overview");
  document.title = about.name ?? "Events";
  at("name").textContent = about.name ?? "Events";
  at("about").textContent =
    `version ${about.version} · ${count(about.articles, "article")} · ${count(about.events, "labelled event")}`;
  const form = at("filters").elements;
  options(form.who, about.layers.map((l) => [l.who, `${l.who} (${l.articles})`]));
  options(form.status, about.statuses.map((s) => [s.value, `${s.value} (${s.count})`]));
  options(form.split, about.splits.map((s) => [s.value, `${s.value} (${s.count})`]));
  options(at("codes"), about.codes.map((c) => [c.code, `${c.name} (${c.events})`]));
  options(at("actors"), about.actors.map((a) => [a.value, `${a.count}`]));
  options(at("places"), about.places.map((p) => [p.value, `${p.count}`]));
  await restore();
}

async function restore() {
  recall();
  await list();
  await open(state.doc, false);
}

let waiting;
function narrowed() {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    state.page = 0;
    remember(false);
    await list();
    if (state.doc !== null) await open(state.doc, false);
  }, 150);
}

function turn(step) {
  state.page = Math.min(Math.max(state.page + step, 0), state.pages - 1);
  remember(true);
  list();
}

function step(by) {
  const docs = [...at("articles").querySelectorAll("button")].map((button) => button.dataset.doc);
  const next = docs[docs.indexOf(state.doc) + by];
  if (next !== undefined) open(next, true);
}

at("filters").addEventListener("input", narrowed);
at("filters").addEventListener("reset", () => setTimeout(narrowed));
at("filters").addEventListener("submit", (event) => event.preventDefault());
at("previous").addEventListener("click", () => turn(-1));
at("next").addEventListener("click", () => turn(1));
at("to-list").addEventListener("click", () => open(null, true));
window.addEventListener("popstate", restore);
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
});
begin();
