// From every number to the events that disagree: a button names a list, the drawer shows it.
const data = JSON.parse(document.getElementById("data").textContent);
const drawer = document.getElementById("drawer");
const body = document.getElementById("drawer-body");
const title = document.getElementById("drawer-title");
let opener = null;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function piece(text, differs) {
  return differs ? element("span", { class: "diff" }, text) : text;
}

function coding(c, fields) {
  const has = (name) => fields.some((f) => f.startsWith(name + "."));
  const name = data.names[c.code];
  const line = element("li");
  const swatch = element("span", { class: "swatch" });
  swatch.style.background = data.colours[c.annotator];
  line.append(
    swatch, element("span", { class: "who" }, c.annotator), " ",
    piece(c.code + (name && name !== c.code ? " " + name : ""), has("action")), ": ",
    piece(c.source || "nobody", has("source")), " → ", piece(c.target || "nobody", has("target")),
  );
  if (c.date) line.append(", ", piece(c.date, has("date")));
  if (c.location) line.append(", ", piece(c.location, has("location")));
  line.append(", ", piece(c.status, has("status")), ` “${c.text}”`);
  return line;
}

function unit(u) {
  const box = element("div", { class: "unit" });
  box.append(element("h4", {}, u.unit));
  const list = element("ul");
  for (const c of u.codings) list.append(coding(c, u.fields));
  for (const who of u.missing) {
    const swatch = element("span", { class: "swatch" });
    swatch.style.background = data.colours[who];
    list.append(element("li", {}, swatch, element("span", { class: "who" }, who), " ", element("span", { class: "diff" }, "marked no such event")));
  }
  box.append(list);
  const place = document.getElementById("u:" + u.unit);
  if (place) {
    const link = element("a", { href: "#u:" + encodeURIComponent(u.unit) }, "show in the article");
    link.addEventListener("click", (event) => { event.preventDefault(); close(); reveal(place, u.unit); });
    box.append(link);
  }
  return box;
}

function reveal(place, name) {
  const article = place.closest("details");
  if (article) article.open = true;
  document.querySelectorAll(".on").forEach((e) => e.classList.remove("on"));
  document.querySelectorAll("[data-unit]").forEach((e) => {
    if (e.dataset.unit.split("\n").includes(name)) e.classList.add("on");
  });
  place.scrollIntoView({ block: "center" });
}

function show(key, label) {
  const names = data.lists[key] || [];
  body.replaceChildren();
  title.textContent = `${label}: ${names.length} event${names.length === 1 ? "" : "s"}`;
  for (const index of names.slice(0, 200)) body.append(unit(data.units[index]));
  if (names.length > 200) body.append(element("p", { class: "soft" }, `and ${names.length - 200} more, in report.json`));
  if (!names.length) body.append(element("p", {}, "No event disagrees here."));
  drawer.hidden = false;
  document.getElementById("drawer-close").focus();
}

function close() {
  drawer.hidden = true;
  if (opener && opener.focus) opener.focus();
}

document.addEventListener("click", (event) => {
  const listed = event.target.closest("[data-list]");
  if (listed) {
    opener = listed;
    show(listed.dataset.list, listed.dataset.label || listed.dataset.list);
    return;
  }
  const marked = event.target.closest("[data-unit]");
  if (marked) {
    const name = marked.dataset.unit.split("\n")[0];
    const place = document.getElementById("u:" + name);
    if (place) reveal(place, name);
  }
});
document.getElementById("drawer-close").addEventListener("click", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
  const listed = event.target.closest && event.target.closest("[data-list]");
  if (event.key === "Enter" && listed && listed.tagName !== "BUTTON") listed.dispatchEvent(new MouseEvent("click", { bubbles: true }));
});
document.getElementById("copy").addEventListener("click", async (event) => {
  const text = document.getElementById("methods-text").textContent;
  try { await navigator.clipboard.writeText(text); event.target.textContent = "Copied"; }
  catch { getSelection().selectAllChildren(document.getElementById("methods-text")); }
});
