// The panel of what is selected: an event with its proof, or an entity with its events.

function drawDetails() {
  const panel = byId("details");
  const update = () => {
    const { selected } = state;
    panel.replaceChildren(...(selected ? (selected.kind === "event" ? eventDetails(events[selected.index]) : entityDetails(selected.index)) : overview()));
    panel.scrollTop = 0;
  };
  on("select", update);
  on("filter", () => state.selected?.kind !== "event" && update());
}

function overview() {
  const undated = events.filter((event) => !event.dated).length;
  return [
    el("h3", {}, "Select an event"),
    el("p", { class: "quiet" }, "In the list, the graph, the timeline or on the map. Here stand then its roles, its sources, and the sentences that say so."),
    el("dl", { class: "facts" },
      fact("Events", PLAIN_NUMBER.format(events.length)), fact("Entities", PLAIN_NUMBER.format(entities.length)),
      fact("Articles", PLAIN_NUMBER.format(articles.length)), fact("Without a date", PLAIN_NUMBER.format(undated)),
      fact("Disputed", PLAIN_NUMBER.format(events.filter(isDisputed).length))),
  ];
}

function fact(name, ...value) {
  return el("div", {}, el("dt", {}, name), el("dd", {}, ...value));
}

function eventDetails(event) {
  const roles = new Map();
  for (const role of event.roles) roles.set(role.role, [...(roles.get(role.role) ?? []), role]);
  return [
    el("header", { class: "details-head" }, kindMark(event.type, event.status),
      el("div", {}, el("h3", {}, typeName(event.type)), el("p", { class: "chips-line" },
        el("span", { class: "chip strong" }, event.status), event.stage ? el("span", { class: "chip" }, event.stage) : null,
        event.articles.length > 1 ? el("span", { class: "chip" }, count(event.articles.length, "article")) : null,
        isDisputed(event) ? el("span", { class: "chip strong disputed" }, "disputed") : null,
        event.confidence < 1 ? el("span", { class: "chip", title: "How sure the extraction is" }, `confidence ${Math.round(event.confidence * 100)} %`) : null))),
    el("dl", { class: "facts" },
      [...roles].map(([role, fillers]) => fact(role, fillers.map((filler) => entityButton(filler.entity, filler.words)))),
      fact("when", event.dated || event.date ? [dateWords(event), quoted(event.date_text)] : el("span", { class: "quiet" }, "not dated"),
        event.reported ? el("span", { class: "quiet line" }, `reported ${day(event.reported)}`) : null),
      event.money ? fact("worth", bounded(event, "money", money), quoted(event.money_text)) : null,
      event.quantity !== undefined ? fact("quantity", bounded(event, "quantity", (number) => PLAIN_NUMBER.format(number)), event.quantity_unit ? said(event.quantity_unit) : null, quoted(event.quantity_text)) : null),
    ...rivalsOf(event),
    el("h2", {}, "According to whom"),
    event.claims.length ? el("ul", { class: "claims" }, event.claims.map(claimLine)) : el("p", { class: "quiet" }, "Told in the article's own voice."),
    el("h2", {}, event.proof.length === 1 ? "The sentence that says so" : "The sentences that say so"),
    ...proofOf(event),
  ];
}

const BOUNDS = { about: "about ", at_most: "at most ", at_least: "at least " };

// An amount with its bound, and with the range that several reports give.
function bounded(event, name, words) {
  const low = event[`${name}_low`];
  const [least, most] = [event[`${name}_from`], event[`${name}_to`]];
  const unit = name === "money" ? `${event.money.slice(0, 3)} ` : "";
  const range = least !== undefined ? el("span", { class: "quiet line" }, `reports say ${unit}${PLAIN_NUMBER.format(least)} to ${PLAIN_NUMBER.format(most)}`) : null;
  return [(BOUNDS[event[`${name}_bound`]] ?? "") + (low !== undefined ? `${unit}${PLAIN_NUMBER.format(low)} to ` : "") + words(event[name]), range];
}

// What the reports of a merged event tell differently.
function rivalsOf(event) {
  if (!event.rivals) return [];
  return [el("h2", {}, "Where reports differ"), el("dl", { class: "facts rivals" }, event.rivals.map(({ name, values, conflict }) =>
    el("div", { class: conflict ? "conflict" : "" }, el("dt", {}, name.replaceAll("_", " ")), el("dd", {}, values.map(({ value, who }) =>
      el("span", { class: "line" }, el("b", {}, name === "money" ? money(value) : said(value)), who.length ? el("span", { class: "quiet" }, " ", said(who.join(", "))) : null))))))];
}

function claimLine(claim) {
  const article = articles[claim.article];
  return el("li", { class: `claim ${claim.stance}` }, entityButton(claim.entity), el("span", { class: "stance" }, STANCES[claim.stance] ?? claim.stance),
    articles.length > 1 && article ? el("span", { class: "quiet" }, "in ", said(article.source ?? article.title)) : null);
}

function quoted(words) {
  return words ? el("span", { class: "quiet" }, " ", said(`“${words}”`)) : null;
}

function proofOf(event) {
  const found = new Map();
  for (const { article, pieces } of event.proof) found.set(article, [...(found.get(article) ?? []), pieces]);
  return [...found].map(([article, sentences]) => el("figure", { class: "proof" },
    sentences.map((pieces) => el("blockquote", { dir: "auto" }, pieces.map(([text, notes]) => notes ? markedWords(text, notes) : said(text)))),
    articles[article] ? el("figcaption", {}, ...articleWords(articles[article])) : null));
}

function articleWords(article) {
  const title = article.url ? el("a", { href: article.url, target: "_blank", rel: "noopener noreferrer" }, shown(article.title)) : said(article.title);
  return [title, article.source && article.source !== article.title ? [" · ", said(article.source)] : null, article.published ? ` · ${day(article.published)}` : null].flat().filter(Boolean);
}

// The words that prove, each with what it proves below it for the pointer and in a title.
function markedWords(text, notes) {
  const [kind, relation, entity] = notes[notes.length - 1];
  const words = notes.map(noteWords).join("; ");
  const mark = el("mark", { class: kind === "role" ? `${kind} ${classOf(entities[entity].label)}` : kind, title: words }, shown(text));
  if (entity !== undefined) {
    mark.classList.add("linked");
    mark.addEventListener("click", () => select("entity", entity, "details"));
  }
  return relation === undefined && kind === "trigger" ? el("strong", {}, mark) : mark;
}

function noteWords([kind, relation, entity]) {
  const name = entity === undefined ? "" : shown(entities[entity].name);
  if (kind === "trigger") return "says that it happens";
  if (kind === "role") return `${relation}: ${name}`;
  if (kind === "claim") return `${name} ${STANCES[relation] ?? relation}`;
  return { date: "when", money: "worth", quantity: "how many" }[kind] ?? kind;
}

function entityButton(index, words) {
  const entity = entities[index];
  const other = words && folded(words) !== folded(entity.name) ? quoted(words) : null;
  return el("span", { class: "filler" }, el("button", { class: "entity", click: () => select("entity", index, "details") },
    el("span", { class: `dot ${classOf(entity.label)}`, "aria-hidden": "true" }), said(entity.name)), other);
}

function entityDetails(index) {
  const entity = entities[index];
  const mine = eventsOf(index).sort(ORDERS.date);
  const roleIn = (event) => [
    ...new Set(event.roles.filter((role) => role.entity === index).map((role) => role.role)),
    ...new Set(event.claims.filter((claim) => claim.entity === index).map((claim) => STANCES[claim.stance] ?? claim.stance)),
  ].join(", ");
  return [
    el("header", { class: "details-head" }, el("span", { class: `dot large ${classOf(entity.label)}`, "aria-hidden": "true" }),
      el("div", {}, said(entity.name, "h3"), el("p", { class: "chips-line" }, el("span", { class: "chip strong" }, LABELS[entity.label] ?? entity.label)))),
    el("dl", { class: "facts" },
      entity.office ? fact("office", said(entity.office)) : null,
      entity.category ? fact("category", shown(entity.category).replaceAll(/[-_]/g, " ")) : null,
      entity.country && !["COUNTRY", "NATIONALITY"].includes(entity.label) ? fact("country", shown(entity.country)) : null,
      entity.kb_id ? fact("known as", el("code", {}, shown(entity.kb_id))) : null),
    el("h2", {}, `In ${count(mine.length, "event")} shown`),
    el("ul", { class: "mini" }, mine.map((event) => el("li", {}, el("button", { click: () => select("event", event.index, "details") },
      kindMark(event.type, event.status), el("span", { class: "row-words" }, el("span", { class: "row-title" }, ...whoWhat(event)),
        el("span", { class: "row-note quiet" }, `${typeName(event.type)} · ${roleIn(event)}`)),
      el("span", { class: "row-date quiet" }, event.dated ? dateWords(event) : ""))))),
  ];
}
