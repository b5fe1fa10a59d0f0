// The graph of events and of those who take part, drawn by cytoscape and laid out by fcose.

const DENSE = 500; // nodes from which the graph is moved without its edges

let graph;

function drawGraph(elements) {
  graph = cytoscape({
    container: byId("graph"),
    elements,
    style: graphStyle(),
    minZoom: 0.05, maxZoom: 4, boxSelectionEnabled: false, autounselectify: true,
    hideEdgesOnViewport: entities.length + events.length > DENSE, layout: { name: "preset", fit: false },
  });
  drawLabels();
  graph.on("tap", "node", ({ target }) => select(target.hasClass("event") ? "event" : "entity", target.data("index"), "graph"));
  graph.on("tap", (event) => event.target === graph && select(null));
  graph.on("mouseover", "node", ({ target }) => { byId("graph").style.cursor = "pointer"; highlight(target); });
  graph.on("mouseout", "node", () => { byId("graph").style.cursor = ""; highlight(null); });
  byId("fit").addEventListener("click", fitGraph);
  byId("arrange").addEventListener("click", () => arrange());
  on("filter", filterGraph);
  on("select", (from) => {
    highlight(null);
    if (from !== "graph") showChosen();
  });
  drawLegend();
}

function graphElements() {
  const degrees = entities.map((_, index) => byEntity[index].size);
  const hubs = Math.max(5, [...degrees].sort((a, b) => b - a)[Math.min(entities.length - 1, 14)] ?? 0);
  const found = entities.map((entity, index) => ({
    data: { id: `n${index}`, index, label: clipped(shown(entity.name)), size: Math.min(46, 13 + 4 * Math.sqrt(degrees[index])),
      rank: degrees[index], points: degrees[index] >= hubs ? 13 : 11, font: 11 },
    classes: `entity ${classOf(entity.label)}${degrees[index] >= hubs ? " hub" : ""}`,
  }));
  for (const event of events) {
    const not = ["negated", "cancelled"].includes(event.status);
    found.push({
      data: { id: `e${event.index}`, index: event.index, type: event.type, rank: -1, points: 10, font: 10, ...dress(event),
        label: not ? `${typeName(event.type)}, ${event.status}` : typeName(event.type),
        size: Math.min(44, 24 + 4 * Math.sqrt(event.articles.length)) },
      classes: `event ${event.status}`,
    });
    found.push(...edgesOf(event));
  }
  return found;
}

// One edge for each entity of an event, with all its roles; one for each stance of a source.
function edgesOf(event) {
  const roles = new Map();
  for (const { role, entity } of event.roles) roles.set(entity, [...(roles.get(entity) ?? []), role]);
  const claims = new Map(event.claims.map((claim) => [`${claim.entity}-${claim.stance}`, claim]));
  return [
    ...[...roles].map(([entity, named]) => ({
      data: { id: `r${event.index}-${entity}`, source: `e${event.index}`, target: `n${entity}`, relation: named.join(", ") },
      classes: named.some((role) => ACTING.includes(role)) ? "role acting" : "role",
    })),
    ...[...claims].map(([key, { entity, stance }]) => ({
      data: { id: `c${event.index}-${key}`, source: `n${entity}`, target: `e${event.index}`, relation: STANCES[stance] ?? stance },
      classes: `claim ${stance}`,
    })),
  ];
}

function clipped(name) {
  return name.length > 26 ? `${name.slice(0, 24).trimEnd()} …` : name;
}

// Show all nodes; their names get the margin, as measuring each would take longer than drawing them.
function fitGraph() {
  const places = graph.nodes().not(".gone").map((node) => node.position());
  if (!places.length) return;
  graph.resize();
  const [left, right] = [Math.min(...places.map(({ x }) => x)), Math.max(...places.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...places.map(({ y }) => y)), Math.max(...places.map(({ y }) => y))];
  const zoom = Math.min((graph.width() - 120) / (right - left || 1), (graph.height() - 84) / (bottom - top || 1), 1.4);
  graph.viewport({ zoom, pan: { x: graph.width() / 2 - ((left + right) / 2) * zoom, y: graph.height() / 2 + 8 - ((top + bottom) / 2) * zoom } });
}

function filterGraph() {
  graph.batch(() => {
    const used = new Set();
    for (const event of events) {
      const gone = !state.visible.has(event.index);
      graph.getElementById(`e${event.index}`).toggleClass("gone", gone);
      if (!gone) for (const { entity } of [...event.roles, ...event.claims]) used.add(entity);
    }
    entities.forEach((_, index) => graph.getElementById(`n${index}`).toggleClass("gone", !used.has(index)));
    graph.edges().forEach((edge) => { edge.toggleClass("gone", edge.source().hasClass("gone") || edge.target().hasClass("gone")); });
  });
  highlight(null);
  fitGraph();
}

function chosenNode() {
  const { selected } = state;
  return selected && graph.getElementById(`${selected.kind === "event" ? "e" : "n"}${selected.index}`);
}

// What the pointer is on or what is selected, with its neighbors, before the rest.
function highlight(pointed) {
  const chosen = chosenNode();
  const middle = pointed ?? chosen;
  graph.batch(() => {
    graph.elements().removeClass("faded near chosen");
    if (chosen) chosen.addClass("chosen");
    if (!middle || middle.empty() || middle.hasClass("gone")) return;
    let near = middle.closedNeighborhood();
    if (middle.hasClass("entity") && near.length < 60) near = near.union(near.nodes(".event").edgesWith(near.nodes()));
    graph.elements().not(near).not(chosen ?? graph.collection()).addClass("faded");
    near.addClass("near");
    near.nodes().forEach((node) => { node.data("font", fontAt(node, graph.zoom())); });
  });
}

function showChosen() {
  const chosen = chosenNode();
  if (!chosen || chosen.empty() || chosen.hasClass("gone")) return;
  const near = chosen.closedNeighborhood();
  const box = near.boundingBox();
  const view = graph.extent();
  const inside = box.x1 >= view.x1 && box.x2 <= view.x2 && box.y1 >= view.y1 && box.y2 <= view.y2;
  const legible = graph.zoom() >= 0.6;
  if (inside && legible) return;
  const room = Math.min(graph.width() / (box.w + 120), graph.height() / (box.h + 120));
  const zoom = Math.max(0.3, Math.min(room, legible ? graph.zoom() : 0.9));
  const middle = { x: (box.x1 + box.x2) / 2, y: (box.y1 + box.y2) / 2 };
  const pan = { x: graph.width() / 2 - middle.x * zoom, y: graph.height() / 2 - middle.y * zoom };
  graph.stop();
  if (calm.matches) graph.viewport({ zoom, pan });
  else graph.animate({ zoom, pan }, { duration: 250, easing: "ease-out" });
}

function dressGraph() {
  graph.batch(() => { for (const event of events) graph.getElementById(`e${event.index}`).data(dress(event)); });
  graph.style(graphStyle());
}

function drawLegend() {
  const used = new Set(events.map((event) => familyOf(event.type)));
  byId("legend").replaceChildren(
    ...FAMILIES.filter(([name]) => used.has(name)).map(([name, words]) => el("span", { class: `family-${name}` }, el("i", { class: "spot" }), words)),
    el("span", {}, el("i", { class: "dot party" }), "party"), el("span", {}, el("i", { class: "dot weapon" }), "weapon"),
    el("span", {}, el("i", { class: "dot place" }), "place"),
  );
}
