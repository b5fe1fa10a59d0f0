// Search, filters by facet, and the chips of what is filtered.

const MANY = 8; // values from which a facet gets a search of its own

function drawFilters() {
  const search = byId("search");
  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      filters.text = search.value.trim();
      applyFilters();
    }, 120);
  });
  const menus = FACETS.map(([name, label]) => facetMenu(name, label));
  byId("facets").append(...menus.map((menu) => menu.root));
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (!menu.root.contains(event.target)) menu.close();
  });
  on("filter", () => {
    if (search.value.trim() !== filters.text) search.value = filters.text;
    for (const menu of menus) menu.update();
    drawCounts();
    drawChips();
  });
}

function facetMenu(name, label) {
  const box = el("div", { class: "menu", role: "group", "aria-label": label, hidden: true });
  const number = el("span", { class: "number" });
  const button = el("button", { class: "button", "aria-expanded": "false", "aria-haspopup": "true" }, label, number,
    svg("svg", { viewBox: "0 0 16 16", class: "icon down", "aria-hidden": "true" }, svg("path", { d: "M4.5 6.5 8 10l3.5-3.5" })));
  const root = el("div", { class: "facet", "data-facet": name }, button, box);
  const values = [...new Set(events.flatMap((event) => event.keys[name]))];
  let search = "";

  const close = () => {
    box.hidden = true;
    button.setAttribute("aria-expanded", "false");
  };
  button.addEventListener("click", () => {
    const opening = box.hidden;
    box.hidden = !opening;
    button.setAttribute("aria-expanded", String(opening));
    if (opening) {
      fill();
      box.classList.toggle("leftward", box.getBoundingClientRect().right > innerWidth - 8);
      box.querySelector("input")?.focus();
    }
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !box.hidden) {
      close();
      button.focus();
      event.stopPropagation();
    }
    if (["ArrowDown", "ArrowUp"].includes(event.key) && !box.hidden) {
      const boxes = [...box.querySelectorAll("input")];
      const next = boxes.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      boxes[Math.max(0, Math.min(boxes.length - 1, next))]?.focus();
      event.preventDefault();
    }
  });

  const list = el("div", { class: "options" });
  const finder = el("input", { type: "search", placeholder: `Find ${label.toLowerCase()}`, "aria-label": `Find ${label.toLowerCase()}`,
    input: (event) => { search = folded(event.target.value); fill(); } });
  box.append(...(values.length > MANY ? [finder] : []), list,
    el("button", { class: "button small", click: () => { filters[name].clear(); applyFilters(); } }, "Any"));

  function fill() {
    if (box.hidden) return;
    const counts = new Map(values.map((value) => [value, 0]));
    for (const event of passing(name)) for (const key of event.keys[name]) counts.set(key, counts.get(key) + 1);
    const order = name === "status" ? (a, b) => STATUSES.indexOf(a) - STATUSES.indexOf(b) : (a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1);
    const found = values.filter((value) => folded(value).includes(search)).sort(order);
    const focused = document.activeElement?.dataset?.value;
    list.replaceChildren(...found.slice(0, 300).map((value) => option(value, counts.get(value))));
    if (!found.length) list.append(el("p", { class: "quiet" }, values.length ? "None of that name" : "None in these events"));
    if (focused !== undefined) [...list.querySelectorAll("input")].find((i) => i.dataset.value === focused)?.focus();
  }

  function option(value, times) {
    const box_ = el("input", { type: "checkbox", checked: filters[name].has(value), "data-value": value, change: () => {
      if (!filters[name].delete(value)) filters[name].add(value);
      applyFilters();
    } });
    const sign = name === "type" ? kindMark(value) : name === "status" && value !== "disputed" ? kindMark("", value) : null;
    const words = name === "type" ? typeName(value) : value;
    return el("label", { class: times ? "option" : "option rare" }, box_, sign, said(words), el("span", { class: "times" }, PLAIN_NUMBER.format(times)));
  }

  return { root, close, update: () => { number.textContent = filters[name].size ? String(filters[name].size) : ""; fill(); } };
}

function drawCounts() {
  const shownEvents = state.visible.size;
  const words = shownEvents === events.length ? count(shownEvents, "event") : `${PLAIN_NUMBER.format(shownEvents)} of ${count(events.length, "event")}`;
  byId("counts").textContent = `${words} · ${count(articles.length, "article")}`;
}

function drawChips() {
  const chips = [];
  for (const [name, label] of FACETS) {
    for (const value of filters[name]) {
      chips.push(chip(label, name === "type" ? typeName(value) : value, () => filters[name].delete(value)));
    }
  }
  if (filters.text) chips.push(chip("Text", filters.text, () => { filters.text = ""; }));
  if (filters.range) {
    const [from, to] = filters.range;
    const words = from && to ? `${day(from)} – ${day(to)}` : from ? `from ${day(from)}` : `until ${day(to)}`;
    chips.push(chip("When", words, () => { filters.range = null; }));
  }
  if (filters.place) chips.push(chip("Where", filters.place.label, () => { filters.place = null; }));
  if (chips.length) chips.push(el("button", { class: "button small", id: "clear", click: clearFilters }, "Clear all"));
  byId("chips").replaceChildren(...chips);
  byId("chips").hidden = !chips.length;
}

function chip(label, value, remove) {
  return el("button", { class: "chip strong removable", "aria-label": `Remove the filter ${label}: ${shown(value)}`,
    click: () => { remove(); applyFilters(); } }, el("span", { class: "quiet" }, label), said(value), el("span", { "aria-hidden": "true" }, "×"));
}
