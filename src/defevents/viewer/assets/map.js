// The map: outlines of countries in Mercator's projection, and a ring for every place of events.

const LIMIT = 78; // degrees of latitude beyond which Mercator's map is not drawn

function project([longitude, latitude]) {
  const y = (Math.max(-LIMIT, Math.min(LIMIT, latitude)) * Math.PI) / 180;
  return [longitude / 360 + 0.5, 0.5 - Math.log(Math.tan(Math.PI / 4 + y / 2)) / (2 * Math.PI)];
}

function outline(rings, scale) {
  return rings.map((ring) => {
    let [x, y] = [0, 0];
    const points = [];
    for (let n = 0; n < ring.length; n += 2) {
      x += ring[n];
      y += ring[n + 1];
      points.push(project([x / scale, y / scale]).map((value) => (value * 1000).toFixed(2)).join(" "));
    }
    return `M${points.join("L")}Z`;
  }).join("");
}

function drawMap() {
  const box = byId("map");
  const land = svg("g", { class: "land" }, ...Object.entries(data.world.countries).map(([code, { rings }]) => svg("path", { d: outline(rings, data.world.scale), "data-country": code })));
  const bubbles = svg("g", { class: "bubbles" });
  const root = svg("svg", { class: "world" }, land, bubbles);
  box.append(root);
  const view = { x: 0.5, y: 0.4, scale: 400 }; // the middle, in projected units, and pixels a unit
  let size = { width: 1, height: 1 };
  let fitted = true;
  let drag = null;

  const toScreen = ([x, y]) => [(x - view.x) * view.scale + size.width / 2, (y - view.y) * view.scale + size.height / 2];

  function places() {
    const found = new Map();
    for (const index of state.visible) {
      for (const { entity, at, roughly } of events[index].where) {
        const key = at.join();
        const place = found.get(key) ?? { at: project(at), entities: new Map(), events: new Set(), roughly };
        place.events.add(index);
        place.entities.set(entity, (place.entities.get(entity) ?? 0) + 1);
        found.set(key, place);
      }
    }
    return [...found.values()].sort((a, b) => b.events.size - a.events.size);
  }

  // Shows where most events are; all of them if the reader asks for it, or if that is not much farther.
  function fit(whole) {
    fitted = true;
    const all = places().flatMap((place) => Array(place.events.size).fill(place.at));
    if (!all.length) return Object.assign(view, { x: 0.5, y: 0.4, scale: size.width });
    const every = extent(all, 0);
    const most = extent(all, 0.08);
    const [left, top, right, bottom] = whole || most.width > every.width * 0.35 ? every.box : most.box;
    const scale = Math.min((size.width - 110) / (right - left || 0.01), (size.height - 60) / (bottom - top || 0.01), size.width * 12);
    return Object.assign(view, { x: (left + right) / 2, y: (top + bottom) / 2, scale: Math.max(scale, size.width * 0.95) });
  }

  function update() {
    const bounds = box.getBoundingClientRect();
    if (bounds.width < 40 || bounds.height < 40) return;
    size = bounds;
    if (fitted) fit();
    const widest = Math.max(size.width * 0.95, 200);
    view.scale = Math.max(widest, Math.min(size.width * 60, view.scale));
    view.y = Math.max(0.1, Math.min(0.85, view.y));
    view.x = Math.max(0, Math.min(1, view.x));
    root.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    const k = view.scale / 1000;
    land.setAttribute("transform", `translate(${size.width / 2 - view.x * view.scale} ${size.height / 2 - view.y * view.scale}) scale(${k})`);
    const most = Math.max(1, ...places().map((place) => place.events.size));
    const found = gathered(places(), most);
    bubbles.replaceChildren(...found.map((place) => bubble(place, most)), ...labels(found, most));
    const without = [...state.visible].filter((index) => !events[index].where.length).length;
    byId("placeless").textContent = without ? `${PLAIN_NUMBER.format(without)} without a place` : "";
    shade();
    markMap();
  }

  // Places whose rings would cover each other are drawn as one.
  function gathered(all, most) {
    const found = [];
    for (const place of all) {
      const [x, y] = toScreen(place.at);
      const near = found.find((other) => {
        const [ox, oy] = toScreen(other.at);
        return Math.hypot(x - ox, y - oy) < (radius(other, most) + radius(place, most)) * 0.8;
      });
      if (!near) {
        found.push({ ...place, entities: new Map(place.entities), events: new Set(place.events), places: 1 });
        continue;
      }
      near.places += 1;
      near.roughly &&= place.roughly;
      for (const index of place.events) near.events.add(index);
    }
    return found;
  }

  function radius(place, most) {
    return 5 + Math.min(15, 4 * Math.sqrt(place.events.size - 1)) * (most > 40 ? 0.8 : 1);
  }

  function bubble(place, most) {
    const [x, y] = toScreen(place.at);
    const r = radius(place, most);
    const label = labelOf(place);
    const inner = place.events.size > 1 ? [svg("circle", { class: "hole", r: r * 0.6 }), r > 8 ? svg("text", { class: "number", y: 3.5 }, String(place.events.size)) : null] : [];
    return svg("g", { class: `bubble${place.roughly ? " roughly" : ""}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, tabindex: -1, role: "button",
      "aria-label": `${label}: ${count(place.events.size, "event")}`, "data-events": [...place.events].join(), click: () => choose(place, label) },
    svg("title", {}, `${label}: ${count(place.events.size, "event")}${place.roughly ? ", shown in the middle of its country" : ""}`), ...ringOf(place, r), ...inner);
  }

  function ringOf(place, r) {
    const shares = FAMILIES.map(([family]) => [family, [...place.events].filter((index) => familyOf(events[index].type) === family).length]).filter(([, times]) => times);
    if (shares.length === 1) return [svg("circle", { class: `slice family-${shares[0][0]}`, r })];
    let turn = -Math.PI / 2;
    return shares.map(([family, times]) => {
      const begin = turn;
      turn += (times / place.events.size) * 2 * Math.PI;
      const point = (angle) => `${(r * Math.cos(angle)).toFixed(2)} ${(r * Math.sin(angle)).toFixed(2)}`;
      return svg("path", { class: `slice family-${family}`, d: `M0 0L${point(begin)}A${r} ${r} 0 ${turn - begin > Math.PI ? 1 : 0} 1 ${point(turn)}Z` });
    });
  }

  function labelOf(place) {
    const [best] = [...place.entities].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const more = place.places - 1;
    return shown(entities[best[0]].name) + (more ? ` + ${more}` : "");
  }

  // Names where there is room for them, the most told of first.
  function labels(found, most) {
    const taken = found.map((place) => around(toScreen(place.at), radius(place, most), radius(place, most)));
    return found.flatMap((place, n) => {
      const [x, y] = toScreen(place.at);
      const words = labelOf(place).slice(0, 28);
      const r = radius(place, most);
      const half = words.length * 3.1;
      for (const [dx, dy, anchor] of [[r + 3, 3.5, "start"], [-r - 3, 3.5, "end"], [0, r + 12, "middle"], [0, -r - 5, "middle"]]) {
        const middle = x + dx + (anchor === "start" ? half : anchor === "end" ? -half : 0);
        const area = around([middle, y + dy - 3.5], half, 6);
        if (area[0] < 0 || area[2] > size.width || area[1] < 0 || area[3] > size.height || taken.some((other, m) => m !== n && overlap(area, other))) continue;
        taken.push(area);
        return [svg("text", { class: "place-name", x: x + dx, y: y + dy, "text-anchor": anchor }, words)];
      }
      return [];
    });
  }

  function choose(place, label) {
    if (drag?.moved) return;
    if (place.events.size === 1) return select("event", [...place.events][0], "map");
    filters.place = { label, events: place.events };
    return applyFilters();
  }

  // Countries are the darker, the more of the events they take part in.
  function shade() {
    const times = new Map();
    for (const index of state.visible) {
      for (const code of new Set(events[index].roles.map(({ entity }) => entities[entity]).filter(({ label }) => label !== "WEAPON").map(({ country }) => country))) {
        if (code) times.set(code, (times.get(code) ?? 0) + 1);
      }
    }
    const most = Math.max(1, ...times.values());
    for (const path of land.children) {
      const share = (times.get(path.dataset.country) ?? 0) / most;
      path.style.setProperty("--share", share ? `${Math.round(14 + 40 * Math.sqrt(share))}%` : "0%");
    }
  }

  function markMap() {
    const chosen = selectedEvents();
    for (const one of bubbles.querySelectorAll(".bubble")) one.classList.toggle("chosen", one.dataset.events.split(",").some((index) => chosen.has(Number(index))));
    bubbles.classList.toggle("choosing", bubbles.querySelector(".chosen") !== null);
  }

  function zoom(factor, at = [size.width / 2, size.height / 2]) {
    fitted = false;
    const [dx, dy] = [at[0] - size.width / 2, at[1] - size.height / 2];
    const next = Math.max(size.width * 0.95, Math.min(size.width * 60, view.scale * factor));
    view.x += dx / view.scale - dx / next;
    view.y += dy / view.scale - dy / next;
    view.scale = next;
    update();
  }

  function move(dx, dy) {
    fitted = false;
    view.x -= dx / view.scale;
    view.y -= dy / view.scale;
    update();
  }

  box.addEventListener("wheel", (event) => {
    event.preventDefault();
    const bounds = box.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY * 0.002), [event.clientX - bounds.left, event.clientY - bounds.top]);
  }, { passive: false });
  root.addEventListener("pointerdown", (event) => { drag = { x: event.clientX, y: event.clientY, moved: false }; });
  addEventListener("pointermove", (event) => {
    if (!drag?.x || !event.buttons) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.hypot(dx, dy) < 4) return;
    Object.assign(drag, { x: event.clientX, y: event.clientY, moved: true });
    move(dx, dy);
  });
  addEventListener("pointerup", () => setTimeout(() => { drag = null; }));
  box.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (step) move(...step);
    else if (event.key === "+" || event.key === "=") zoom(1.5);
    else if (event.key === "-") zoom(1 / 1.5);
    else return;
    event.preventDefault();
  });
  byId("closer").addEventListener("click", () => zoom(1.6));
  byId("farther").addEventListener("click", () => zoom(1 / 1.6));
  byId("events-extent").addEventListener("click", () => { fit(true); fitted = false; update(); });
  on("filter", update);
  on("select", markMap);
  new ResizeObserver(update).observe(box);
}

// The stretch of points without the `share` at every end.
function extent(points, share) {
  const [xs, ys] = [0, 1].map((n) => points.map((point) => point[n]).sort((a, b) => a - b));
  const cut = Math.floor(points.length * share);
  const box = [xs[cut], ys[cut], xs[xs.length - 1 - cut], ys[ys.length - 1 - cut]];
  return { box, width: Math.max(box[2] - box[0], box[3] - box[1]) };
}

function around([x, y], halfWidth, halfHeight) {
  return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
}

function overlap(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
