// Names in the graph: as large on every zoom as they can be read, and only where there is room, the best connected first.

const LINE = 1.25;

function letters({ label }, points) {
  return label.length * points * 0.56;
}

// The room that a node takes up with its name, at the zoom of 1.
function roomOf(node) {
  const { size, points } = node;
  return { width: Math.max(size, Math.min(96, letters(node, points))), height: size + points * LINE + 3 };
}

function drawLabels() {
  let waiting;
  graph.on("zoom resize position", () => {
    clearTimeout(waiting);
    waiting = setTimeout(placeLabels, 90);
  });
}

// Size of a name in the graph's own units, at a zoom.
function fontAt(node, zoom) {
  const { points } = node.data();
  return zoom < 1 ? points / zoom : points / Math.sqrt(zoom);
}

function placeLabels() {
  const zoom = graph.zoom();
  const taken = new Map(); // boxes by cell, so that each is compared with few
  const nodes = graph.nodes().not(".gone").toArray();
  nodes.sort((a, b) => b.data("rank") - a.data("rank") || a.data("index") - b.data("index"));
  const discs = nodes.length <= FEW ? new Map() : null; // names of what is less connected avoid the nodes too
  if (discs) for (const node of nodes) add(discs, discOf(node, zoom));
  graph.batch(() => {
    for (const node of nodes) {
      const { size } = node.data();
      const onScreen = fontAt(node, zoom) * zoom;
      const { x, y } = node.renderedPosition();
      const half = letters(node.data(), onScreen) / 2;
      const top = y + (size * zoom) / 2 + 1;
      const box = [x - half, top, x + half, top + onScreen * LINE];
      const event = node.hasClass("event");
      const covers = discs && !node.hasClass("hub") && isTaken(discs, box);
      const minor = zoom < 0.5 && (event ? zoom < 0.4 : !discs && node.data("rank") < 2);
      const unnamed = minor || covers || !claim(taken, box, event ? 6 : 0);
      node.toggleClass("unnamed", unnamed);
      if (!unnamed || nodes.length <= FEW) node.data("font", fontAt(node, zoom));
    }
  });
}

function discOf(node, zoom) {
  const { x, y } = node.renderedPosition();
  const half = (node.data("size") * zoom) / 2 - 1;
  return [x - half, y - half, x + half, y + half];
}

const CELL = 60;

function cellsOf(box) {
  const cells = [];
  for (let column = Math.floor(box[0] / CELL); column <= Math.floor(box[2] / CELL); column++) {
    for (let row = Math.floor(box[1] / CELL); row <= Math.floor(box[3] / CELL); row++) cells.push(`${column} ${row}`);
  }
  return cells;
}

function isTaken(taken, box) {
  return cellsOf(box).some((cell) => taken.get(cell)?.some((other) => overlap(box, other)));
}

// Take the room of a box; false where, with a margin at its sides, it is taken.
function claim(taken, box, margin) {
  if (isTaken(taken, [box[0] - margin, box[1], box[2] + margin, box[3]])) return false;
  add(taken, box);
  return true;
}

function add(taken, box) {
  for (const cell of cellsOf(box)) taken.set(cell, [...(taken.get(cell) ?? []), box]);
}
