// The list of events: a list box that the arrow keys walk through.

const ORDERS = {
  date: (a, b) => compare(a.day ?? "9999", b.day ?? "9999"),
  type: (a, b) => compare(a.type, b.type) || ORDERS.date(a, b),
  articles: (a, b) => b.articles.length - a.articles.length || b.claims.length - a.claims.length || ORDERS.date(a, b),
};

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

const rows = new Map();

function drawList() {
  const list = byId("list");
  const order = byId("order");
  const update = () => {
    const found = events.filter((event) => state.visible.has(event.index)).sort(ORDERS[order.value]);
    list.replaceChildren(...found.map(rowOf));
    byId("none").hidden = found.length > 0;
    byId("list-title").textContent = count(found.length, "event");
    mark(true);
  };
  order.addEventListener("change", update);
  on("filter", update);
  on("select", () => mark(true));
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[role=option]");
    if (row) select("event", Number(row.dataset.event), "list");
  });
  list.addEventListener("keydown", (event) => {
    const options = [...list.children];
    const now = options.findIndex((row) => row.id === list.getAttribute("aria-activedescendant"));
    const jump = { ArrowDown: now + 1, ArrowUp: now < 0 ? options.length - 1 : now - 1, Home: 0, End: options.length - 1,
      PageDown: now + 8, PageUp: now - 8 }[event.key];
    if (jump !== undefined && options.length) {
      const row = options[Math.max(0, Math.min(options.length - 1, jump))];
      select("event", Number(row.dataset.event), "list");
      event.preventDefault();
    } else if (event.key === "Enter" && state.selected) {
      showPanel("details");
      byId("details").focus();
    }
  });

  function mark(scroll) {
    for (const row of list.querySelectorAll("[aria-selected=true]")) row.setAttribute("aria-selected", "false");
    list.removeAttribute("aria-activedescendant");
    const chosen = selectedEvents();
    for (const index of chosen) rows.get(index)?.setAttribute("aria-selected", "true");
    if (state.selected?.kind === "event" && rows.get(state.selected.index)?.isConnected) {
      const row = rows.get(state.selected.index);
      list.setAttribute("aria-activedescendant", row.id);
      if (scroll) row.scrollIntoView({ block: "nearest" });
    }
  }
}

function rowOf(event) {
  if (!rows.has(event.index)) {
    rows.set(event.index, el("li", { role: "option", id: `row-${event.index}`, "data-event": event.index, "aria-selected": "false" },
      kindMark(event.type, event.status),
      el("div", { class: "row-words" },
        el("p", { class: "row-title" }, ...whoWhat(event)),
        el("p", { class: "row-note quiet" }, typeName(event.type), ` · ${event.status}`,
          event.articles.length > 1 ? ` · ${count(event.articles.length, "article")}` : null,
          isDisputed(event) ? el("span", { class: "chip strong disputed" }, "disputed") : null)),
      el("p", { class: "row-date quiet" }, event.dated ? dateWords(event) : event.reported ? el("i", { title: "Day of the report" }, `(${day(event.reported)})`) : "")));
  }
  return rows.get(event.index);
}

const DOERS = ["actor", "supplier", "buyer", "participant", "contractor"];
const THINGS = ["item", "target", "recipient", "name", "destination", "place", "origin", "contractor"];

// "Denmark → NASAMS": who, and what or whom.
function whoWhat(event) {
  const first = (roles, not) => {
    for (const role of roles) {
      const found = event.roles.filter((row) => row.role === role && row.entity !== not);
      if (found.length) return found;
    }
    return [];
  };
  const doers = first(DOERS);
  const things = first(THINGS.filter((role) => role !== doers[0]?.role), doers[0]?.entity);
  const words = (found) => said(found.slice(0, 2).map(({ entity }) => entities[entity].name).join(", ") + (found.length > 2 ? " …" : ""));
  if (!doers.length && !things.length) return [said(event.trigger ?? typeName(event.type))];
  if (!doers.length) return [el("span", { class: "quiet" }, "… → "), words(things)];
  if (!things.length) return [words(doers)];
  return [words(doers), el("span", { class: "quiet" }, " → "), words(things)];
}
