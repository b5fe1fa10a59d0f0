// What is there, what is filtered, what is selected; whoever draws is told of changes.

const { events, entities, articles } = data;

// Roles whose entities act, as against those that are acted on or say where.
const ACTING = ["actor", "supplier", "participant", "buyer", "contractor", "recipient"];

events.forEach((event, index) => {
  event.index = index;
  event.roles ??= [];
  event.claims ??= [];
  event.articles ??= [];
  event.proof ??= [];
  event.where ??= [];
  event.day = event.start ?? event.end ?? event.reported;
  event.dated = Boolean(event.start ?? event.end);
  event.keys = {
    type: [event.type],
    status: isDisputed(event) ? [event.status, "disputed"] : [event.status],
    actor: names(event.roles.filter((role) => ACTING.includes(role.role)), (role) => entities[role.entity].name),
    weapon: names(event.roles, ({ entity }) => entities[entity].label === "WEAPON" && entities[entity].name),
    source: names(event.claims, (claim) => entities[claim.entity].name),
    publication: names(event.articles, (article) => articles[article].source),
  };
  event.haystack = folded(haystack(event));
});

function names(rows, name) {
  return [...new Set(rows.map(name).filter(Boolean))];
}

function haystack(event) {
  const words = [event.type, event.status, event.stage, event.trigger, event.money, event.date];
  for (const { entity } of [...event.roles, ...event.claims]) words.push(entities[entity].name);
  for (const { pieces } of event.proof) words.push(piecesText(pieces));
  for (const article of event.articles) words.push(articles[article].title, articles[article].source);
  return words.filter(Boolean).join(" ");
}

const FACETS = [
  ["type", "Type"], ["status", "Status"], ["actor", "Actor"], ["weapon", "Weapon"], ["source", "Said by"],
  ["publication", "Published by"],
];

const filters = {
  text: "",
  range: null, // the first and last day, as ISO dates; null is open
  place: null, // what the map names: { label, events }
  ...Object.fromEntries(FACETS.map(([name]) => [name, new Set()])),
};

const state = {
  selected: null, // { kind: "event" or "entity", index }
  visible: new Set(), // indices of the events that pass all filters
  anyTime: new Set(), // those that pass all but the range of days
};

const listeners = { filter: [], select: [] };

function on(change, listener) {
  listeners[change].push(listener);
}

const TESTS = {
  ...Object.fromEntries(
    FACETS.map(([name]) => [name, (e) => !filters[name].size || e.keys[name].some((key) => filters[name].has(key))]),
  ),
  text: (e) => folded(filters.text).split(/\s+/).every((word) => e.haystack.includes(word)),
  place: (e) => !filters.place || filters.place.events.has(e.index),
  range: (e) => inRange(e, filters.range),
};

function inRange(event, range) {
  if (!range) return true;
  const { day: only, start = only, end = start } = event;
  if (!only) return false;
  return (!range[1] || (start ?? end) <= range[1]) && (!range[0] || (end ?? start) >= range[0]);
}

// Somebody denies it, or its reports cannot all be true.
function isDisputed(event) {
  return event.claims.some((claim) => claim.stance === "deny") || Boolean(event.rivals?.some((rival) => rival.conflict));
}

// Events that pass every filter but those named.
function passing(...without) {
  const tests = Object.entries(TESTS).filter(([name]) => !without.includes(name)).map(([, test]) => test);
  return events.filter((event) => tests.every((test) => test(event)));
}

function applyFilters() {
  state.anyTime = new Set(passing("range").map((event) => event.index));
  state.visible = new Set([...state.anyTime].filter((index) => TESTS.range(events[index])));
  for (const listener of listeners.filter) listener();
}

function select(kind, index, from) {
  state.selected = kind ? { kind, index } : null;
  for (const listener of listeners.select) listener(from);
}

function isSelected(kind, index) {
  return state.selected?.kind === kind && state.selected.index === index;
}

// Events that the selection is about: the one, or those of the entity.
function selectedEvents() {
  if (!state.selected) return new Set();
  if (state.selected.kind === "event") return new Set([state.selected.index]);
  return new Set(eventsOf(state.selected.index).map((event) => event.index));
}

const byEntity = entities.map(() => new Set());
for (const event of events) {
  for (const { entity } of [...event.roles, ...event.claims]) byEntity[entity].add(event);
}

function eventsOf(entity) {
  return [...byEntity[entity]].filter((event) => state.visible.has(event.index));
}

function clearFilters() {
  for (const [name] of FACETS) filters[name].clear();
  Object.assign(filters, { text: "", range: null, place: null });
  applyFilters();
}
