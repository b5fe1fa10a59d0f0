// The timeline: an event a dot, or bars where there are too many, and a brush over it.

const MARGIN = { left: 14, right: 14, top: 8, bottom: 22 };
const DAY = 86400000;

function toDays(iso) {
  return Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
}

function toIso(days) {
  return new Date(days * DAY).toISOString().slice(0, 10);
}

// First and last day shown; what lies far from all else is counted at the edge.
function timeDomain() {
  const found = events.filter((event) => event.day).map((event) => middleOf(event)).sort((a, b) => a - b);
  if (!found.length) return null;
  const at = (share) => found[Math.round(share * (found.length - 1))];
  let [first, last] = [found[0], found[found.length - 1]];
  const [low, high] = [at(0.06), at(0.94)];
  const core = Math.max(high - low, 30);
  if (first < low - core) first = low - Math.round(core * 0.15);
  if (last > high + core) last = high + Math.round(core * 0.15);
  const pad = Math.max(2, Math.round((last - first) * 0.03));
  return [first - pad, last + pad];
}

function middleOf(event) {
  const from = toDays(event.start ?? event.end ?? event.day);
  const to = toDays(event.end ?? event.start ?? event.day);
  return Math.round((from + to) / 2);
}

function drawTimeline() {
  const box = byId("timeline");
  const all = timeDomain();
  let domain = all;
  if (!all) {
    box.append(el("p", { class: "empty quiet" }, "No event has a date."));
    return;
  }
  let x = (days) => days;
  let back = (pixels) => pixels;
  let drag = null;
  const root = svg("svg", { class: "time" });
  box.append(root);
  const [from, to] = [byId("from"), byId("to")];
  for (const input of [from, to]) {
    input.addEventListener("change", () => setRange(from.value || null, to.value || null));
  }
  byId("all-time").addEventListener("click", () => {
    domain = all;
    setRange(null, null);
  });
  byId("closer-time").addEventListener("click", () => {
    const [first, last] = filters.range;
    domain = [first ? toDays(first) : domain[0], last ? toDays(last) + 1 : domain[1]];
    update();
  });

  function setRange(first, last) {
    filters.range = first || last ? (first && last && first > last ? [last, first] : [first, last]) : null;
    applyFilters();
  }

  function update() {
    const { width, height } = box.getBoundingClientRect();
    if (width < 40 || height < 40) return;
    const [first, last] = domain;
    const inner = width - MARGIN.left - MARGIN.right;
    x = (days) => MARGIN.left + ((Math.max(first, Math.min(last, days)) - first) / (last - first)) * inner;
    back = (pixels) => Math.round(first + ((pixels - MARGIN.left) / inner) * (last - first));
    const floor = height - MARGIN.bottom;
    root.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const visible = events.filter((event) => event.day && state.anyTime.has(event.index));
    root.replaceChildren(
      svg("g", { class: "axis" }, ...ticks(first, last, inner).map(({ days, label }) => [
        svg("line", { x1: x(days), x2: x(days), y1: MARGIN.top, y2: floor }),
        x(days) + 34 < width ? svg("text", { x: x(days) + 4, y: height - 7 }, label) : ""])),
      svg("line", { class: "floor", x1: MARGIN.left, x2: width - MARGIN.right, y1: floor, y2: floor }),
      ...brush(floor),
      svg("g", { class: "marks" }, ...stacked(visible, x, inner, floor - MARGIN.top, floor)),
      ...beyond(visible, first, last, width),
      ...outside(floor),
    );
    from.value = filters.range?.[0] ?? "";
    to.value = filters.range?.[1] ?? "";
    byId("all-time").hidden = !filters.range && domain === all;
    byId("closer-time").hidden = !filters.range;
    const without = [...state.anyTime].filter((index) => !events[index].dated).length;
    byId("undated").textContent = without ? `${PLAIN_NUMBER.format(without)} undated, pale at the day of report` : "";
    markTime();
  }

  function brush(floor) {
    if (!filters.range) return [];
    const [left, right] = edges();
    const top = MARGIN.top - 4;
    return [svg("rect", { class: "brush", x: left, y: top, width: right - left, height: floor - top })];
  }

  function outside(floor) {
    if (!filters.range) return [];
    const [left, right] = edges();
    const top = MARGIN.top - 4;
    return [
      svg("rect", { class: "outside", x: 0, y: top, width: left, height: floor - top }),
      svg("rect", { class: "outside", x: right, y: top, width: Math.max(0, box.clientWidth - right), height: floor - top }),
      ...["from", "to"].map((side, n) => svg("rect", { class: "handle", "data-side": side, x: (n ? right : left) - 4, y: top, width: 8,
        height: floor - top, rx: 3, tabindex: 0, role: "slider", "aria-label": n ? "Last day" : "First day",
        "aria-valuetext": filters.range[n] ?? "open", "aria-valuenow": n ? back(right) : back(left), keydown: (event) => nudge(event, n) })),
    ];
  }

  function edges() {
    const [first, last] = filters.range;
    return [first ? x(toDays(first)) : MARGIN.left - 6, last ? x(toDays(last) + 1) : box.clientWidth - MARGIN.right + 6];
  }

  function nudge(event, side) {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageDown: -30, PageUp: 30 }[event.key];
    if (!step) return;
    event.preventDefault();
    const range = [...filters.range];
    range[side] = toIso((range[side] ? toDays(range[side]) : domain[side]) + step);
    setRange(...range);
    root.querySelector(`[data-side=${side ? "to" : "from"}]`)?.focus();
  }

  root.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const at = event.clientX - box.getBoundingClientRect().left;
    const side = event.target.dataset?.side;
    const [left, right] = filters.range ? edges() : [];
    drag = { at, began: at, fixed: side === "from" ? right : side === "to" ? left : null,
      move: !side && event.target.classList.contains("brush") ? [left, right] : null };
  });
  addEventListener("pointermove", (event) => {
    if (!drag) return;
    const bounds = box.getBoundingClientRect();
    const at = Math.max(0, Math.min(bounds.width, event.clientX - bounds.left));
    if (Math.abs(at - drag.began) < 4) return;
    drag.moved = true;
    const [a, b] = drag.move ? drag.move.map((edge) => edge + at - drag.began) : [drag.fixed ?? drag.began, at];
    const [low, high] = a < b ? [a, b] : [b, a];
    setRange(low <= MARGIN.left ? null : toIso(back(low)), high >= bounds.width - MARGIN.right ? null : toIso(back(high) - 1));
  });
  addEventListener("pointerup", (event) => {
    if (!drag) return;
    const { moved } = drag;
    drag = null;
    const index = event.target.dataset?.event;
    if (!moved && index !== undefined) select("event", Number(index), "timeline");
    else if (!moved && root.contains(event.target) && filters.range && !event.target.classList.contains("handle")) setRange(null, null);
  });

  const markTime = () => {
    const chosen = selectedEvents();
    for (const dot of root.querySelectorAll("[data-event]")) dot.classList.toggle("chosen", chosen.has(Number(dot.dataset.event)));
    root.classList.toggle("choosing", root.querySelector(".chosen") !== null);
  };
  on("filter", update);
  on("select", markTime);
  new ResizeObserver(update).observe(box);
}

const STEPS = [1, 2, 7, 14];

function ticks(first, last, width) {
  const most = Math.max(2, Math.floor(width / 74));
  const days = STEPS.find((step) => (last - first) / step <= most);
  if (days) {
    const begin = Math.ceil(first / days) * days;
    return Array.from({ length: Math.floor((last - begin) / days) + 1 }, (_, n) => ({ days: begin + n * days, label: day(toIso(begin + n * days)).replace(/ \d{4}$/, (year) => (n === 0 ? year : "")) }));
  }
  for (const months of [1, 2, 3, 6, 12, 24, 60, 120, 240, 600]) {
    if ((last - first) / (30.4 * months) > most) continue;
    const start = new Date(first * DAY);
    const found = [];
    for (let n = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth() + (start.getUTCDate() > 1 ? 1 : 0)) / months) * months; ; n += months) {
      const at = toDays(`${String(Math.floor(n / 12)).padStart(4, "0")}-${String((n % 12) + 1).padStart(2, "0")}-01`);
      if (!(at <= last)) return found;
      found.push({ days: at, label: months >= 12 ? String(Math.floor(n / 12)) : `${MONTHS[n % 12]}${n % 12 === 0 || !found.length ? ` ${Math.floor(n / 12)}` : ""}` });
    }
  }
  return [];
}

// Dots one over the other; where even small ones do not fit, bars by family.
function stacked(visible, x, width, height, floor) {
  for (let size = 13; size >= 4; size -= 1) {
    const columns = inColumns(visible, x, size + 1);
    if (Math.max(1, ...[...columns.values()].map((column) => column.length)) * (size + 1) <= height) return dots(columns, x, size, floor);
  }
  const columns = inColumns(visible, x, 5);
  const most = Math.max(1, ...[...columns.values()].map((column) => column.length));
  return [...columns].flatMap(([n, column]) => {
    let top = floor;
    return FAMILIES.flatMap(([family]) => {
      const times = column.filter((event) => familyOf(event.type) === family).length;
      if (!times) return [];
      const tall = (times / most) * height;
      top -= tall;
      return [svg("rect", { class: `bar family-${family}`, x: n * 5, y: top, width: 4, height: tall }, svg("title", {}, count(times, "event")))];
    });
  });
}

function inColumns(visible, x, width) {
  const columns = new Map();
  for (const event of [...visible].sort((a, b) => compare(familyOf(a.type), familyOf(b.type)) || a.index - b.index)) {
    const n = Math.floor(x(middleOf(event)) / width);
    columns.set(n, [...(columns.get(n) ?? []), event]);
  }
  return columns;
}

function dots(columns, x, size, floor) {
  return [...columns].flatMap(([n, column]) => column.map((event, level) => {
    const [cx, cy] = [(n + 0.5) * (size + 1), floor - (level + 0.5) * (size + 1)];
    const [left, right] = [event.start, event.end].map((iso) => (iso ? x(toDays(iso)) : cx));
    const hollow = ["planned", "possible", "negated", "cancelled"].includes(event.status);
    return svg("g", { class: `dot-event family-${familyOf(event.type)}${hollow ? " hollow" : ""}${event.dated ? "" : " undated"}`, "data-event": event.index },
      right - left > size ? svg("line", { class: "span", x1: left, x2: right, y1: cy, y2: cy, "data-event": event.index }) : null,
      svg("circle", { cx, cy, r: size / 2 - 0.5, "data-event": event.index }, svg("title", {}, `${typeName(event.type)}, ${event.status}: ${dateWords(event) || day(event.reported ?? "")}`)));
  }));
}

function beyond(visible, first, last, width) {
  const before = visible.filter((event) => middleOf(event) < first).length;
  const after = visible.filter((event) => middleOf(event) > last).length;
  return [
    before ? svg("text", { class: "beyond", x: 2, y: MARGIN.top + 10 }, `‹ ${before} earlier`) : null,
    after ? svg("text", { class: "beyond", x: width - 2, y: MARGIN.top + 10, "text-anchor": "end" }, `${after} later ›`) : null,
  ].filter(Boolean);
}
