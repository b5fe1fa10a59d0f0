// Draws an article with its marks, and its events at the side; what is chosen in one is shown in the other.

const text = byId("text");
const list = byId("events");
const note = byId("note");
const hidden = new Set(); // labels of entities that are not tinted
let article;
let chosen = null;

watchTheme(byId("theme"));
const which = byId("chosen-article");
which.append(...data.articles.map(({ title, published }, n) => el("option", { value: n }, shown(title) + (published ? `, ${day(published)}` : ""))));
byId("which").hidden = data.articles.length < 2;
which.addEventListener("change", () => open(Number(which.value)));
open(0);
document.documentElement.dataset.ready = String(Math.round(performance.now()));

function open(number) {
  article = data.articles[number];
  chosen = null;
  byId("heading").textContent = data.articles.length === 1 && article ? shown(article.title) : document.title;
  if (!article) {
    text.replaceChildren(el("p", { class: "quiet" }, "No article could be extracted."));
    return;
  }
  byId("counts").textContent = `${count(article.events.length, "event")} · ${count(article.entities.length, "entity", "entities")}`;
  const meta = [article.source && shown(article.source), article.published && day(article.published)].filter(Boolean).join(" · ");
  text.replaceChildren(...[article.titled ? said(article.title, "h2") : null, meta ? el("p", { class: "meta" }, meta) : null,
    el("div", { class: "words said", dir: "auto" }, ...article.pieces.map(pieceOf))].filter(Boolean));
  list.replaceChildren(...article.events.map(eventOf));
  if (!article.events.length) list.append(el("p", { class: "quiet hint" }, "No events of the types that defevents knows."));
  drawLegend();
  text.scrollTop = 0;
}

function drawLegend() {
  const labels = Object.keys(LABELS).filter((label) => article.pieces.some(([, notes]) => notes?.some((one) => one[0] === "entity" && one[2] === label)));
  byId("legend").replaceChildren(...labels.map((label) => el("button", { class: "tag", "aria-pressed": String(!hidden.has(label)), style: { "--tint": `var(--${label})` },
    click: () => {
      if (!hidden.delete(label)) hidden.add(label);
      for (const mark of text.querySelectorAll(`.entity[data-label=${label}]`)) mark.classList.toggle("off", hidden.has(label));
      drawLegend();
    } }, LABELS[label])));
}

function pieceOf([words, notes], at) {
  if (!notes) return shown(words);
  const classes = new Set(notes.map(([kind]) => kind));
  const attributes = { style: {} };
  const entity = notes.find(([kind]) => kind === "entity");
  if (entity) {
    attributes["data-label"] = entity[2];
    attributes.style["--tint"] = `var(--${entity[2]})`;
    if (hidden.has(entity[2])) classes.add("off");
  }
  const triggers = notes.filter(([kind]) => kind === "trigger").map(([, number]) => number);
  if (triggers.length) {
    const { type, status } = article.events[triggers[0]];
    classes.add(`family-${familyOf(type)}`).add(status);
  }
  const mine = [...new Set(notes.filter(([kind]) => !["entity", "region"].includes(kind)).map(([, number]) => number))];
  const span = el("span", { ...attributes, class: [...classes].join(" "), "data-events": mine.join(" "), "data-at": at,
    click: () => mine.length && choose(mine.includes(chosen) ? mine[(mine.indexOf(chosen) + 1) % mine.length] : mine[0]),
    mouseenter: (event) => tell(event.currentTarget, notes), mouseleave: () => { note.hidden = true; } }, shown(words));
  // A trigger of several pieces, or one within a name, says its type once, after its last piece.
  const ends = triggers.filter((number) => !article.pieces[at + 1]?.[1]?.some(([kind, other]) => kind === "trigger" && other === number));
  return [span, ...ends.map((number) => {
    const { type, status } = article.events[number];
    return el("span", { class: `sign family-${familyOf(type)}`, "aria-hidden": "true" }, typeName(type) + (status === "occurred" ? "" : `, ${status}`));
  })];
}

// What the words under the pointer are and do.
function tell(span, notes) {
  const lines = notes.map(([kind, index, relation, entity]) => {
    if (kind === "entity") {
      const { name, category, country, office, kb_id: known } = article.entities[index];
      const more = [LABELS[relation] ?? relation, office, category, country !== known && country, known].filter(Boolean).map(shown);
      return el("p", {}, el("b", {}, shown(name)), el("span", { class: "quiet" }, ` ${more.join(" · ")}`));
    }
    if (kind === "region") return el("p", { class: "quiet" }, `Not the article itself: ${index}`);
    const event = article.events[index];
    if (kind === "trigger") return el("p", {}, el("b", {}, typeName(event.type)), `, ${event.status}`, event.stage ? `, ${event.stage}` : "");
    if (kind === "role") return el("p", {}, `${relation} of ${typeName(event.type).toLowerCase()}: `, shown(article.entities[entity].name));
    if (kind === "claim") return el("p", {}, `${shown(article.entities[entity].name)} ${STANCES[relation] ?? relation}: ${typeName(event.type).toLowerCase()}`);
    return el("p", {}, `quantity of ${typeName(event.type).toLowerCase()}`);
  });
  note.replaceChildren(...lines);
  note.hidden = false;
  const at = span.getClientRects()[0];
  note.style.left = `${Math.max(8, Math.min(at.left, innerWidth - note.offsetWidth - 8))}px`;
  const below = at.bottom + 8;
  note.style.top = `${below + note.offsetHeight > innerHeight ? at.top - note.offsetHeight - 8 : below}px`;
}

function eventOf(event, number) {
  const roles = new Map();
  for (const { role, entity, words } of event.roles) {
    const { name } = article.entities[entity];
    roles.set(role, [...(roles.get(role) ?? []), folded(name) === folded(words) ? shown(name) : `${shown(name)} “${shown(words)}”`]);
  }
  const rows = [...roles].map(([role, names]) => [role, names.join(", ")]);
  if (event.date) rows.push(["when", dateWords(event)]);
  if (event.money) rows.push(["worth", money(event.money)]);
  if (event.quantity_text) rows.push(["quantity", shown(event.quantity_text)]);
  for (const { entity, stance, words } of event.claims) rows.push([STANCES[stance] ?? stance, `${shown(article.entities[entity].name)} “${shown(words)}”`]);
  return el("li", { role: "option", id: `event-${number}`, "aria-selected": "false", click: () => choose(number) }, kindMark(event.type, event.status),
    el("div", {}, el("p", { class: "event-head" }, el("b", {}, typeName(event.type)), el("span", { class: "chip" }, event.status),
      event.stage ? el("span", { class: "chip" }, event.stage) : null, said(`“${event.trigger}”`, "span", { class: "quiet" })),
    el("dl", { class: "facts" }, rows.map(([name, value]) => el("div", {}, el("dt", {}, name), said(value, "dd"))))));
}

function choose(number) {
  chosen = number;
  for (const one of text.querySelectorAll(".mine")) one.classList.remove("mine");
  for (const one of text.querySelectorAll(".named")) one.remove();
  for (const row of list.querySelectorAll("[role=option]")) row.setAttribute("aria-selected", String(row.id === `event-${number}`));
  list.removeAttribute("aria-activedescendant");
  for (const family of FAMILIES) text.classList.remove(`family-${family[0]}`);
  if (number === null) return;
  text.classList.add(`family-${familyOf(article.events[number].type)}`);
  list.setAttribute("aria-activedescendant", `event-${number}`);
  byId(`event-${number}`).scrollIntoView({ block: "nearest" });
  const mine = [...text.querySelectorAll(`[data-events~="${number}"]`)];
  for (const span of mine) {
    span.classList.add("mine");
    const notes = article.pieces[span.dataset.at][1].filter(([kind, event]) => event === number && (kind === "role" || kind === "claim"));
    const words = notes.map(([kind, , relation]) => (kind === "role" ? relation : STANCES[relation] ?? relation)).join(", ");
    if (words) span.append(el("span", { class: "named", "aria-hidden": "true" }, words));
  }
  const first = mine.find((span) => span.classList.contains("trigger"));
  if (first) first.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
}

document.addEventListener("keydown", (event) => {
  if (event.target.matches("select, input") || event.ctrlKey || event.metaKey || event.altKey) return;
  const last = article.events.length - 1;
  const next = { ArrowDown: chosen === null ? 0 : chosen + 1, ArrowUp: chosen === null ? last : chosen - 1, Home: 0, End: last }[event.key];
  if (event.key === "Escape") choose(null);
  else if (next !== undefined && last >= 0 && (event.target === document.body || event.target === list)) {
    event.preventDefault();
    choose(Math.max(0, Math.min(last, next)));
  }
});
