// Where the nodes of the graph stand. The work is done in a thread of its own, so that the page stays quick.

const FEW = 250; // nodes up to which the layout takes all pains

// Lay out `input`: { nodes: [{ id, width, height }], edges: [{ source, target }], aspect, pains }; gives points by id,
// and where that takes long tells rough ones before. Runs in the worker as well: uses nothing of the page but libraries.
function layOut(input, tell) {
  const GAP = 26; // between parts
  const laid = cytoscape({
    headless: true, styleEnabled: true,
    style: [{ selector: "node", style: { shape: "rectangle", width: "data(width)", height: "data(height)" } }],
    elements: [...input.nodes.map((node) => ({ data: node })), ...input.edges.map((edge, n) => ({ data: { id: `edge-${n}`, ...edge } }))],
    layout: { name: "preset", fit: false },
  });
  const options = {
    name: "fcose", animate: false, fit: false, packComponents: false, nodeRepulsion: () => 5500,
    idealEdgeLength: () => (input.pains ? 42 : 55), edgeElasticity: () => 0.45, gravity: 0.35, gravityRange: 3,
    numIter: 2500, initialEnergyOnIncremental: 0.15, tile: true, nodeSeparation: 70, tilingPaddingVertical: 18, tilingPaddingHorizontal: 24,
  };
  seeded(() => {
    if (input.pains) return laid.layout({ ...options, quality: "proof", randomize: true }).run();
    laid.layout({ ...options, quality: "draft", randomize: true }).run();
    tell(points(3));
    return laid.layout({ ...options, quality: "default", randomize: false }).run();
  });
  stretch();
  pack();
  return points(1);

  function points(scale) {
    const found = {};
    laid.nodes().forEach((node) => { found[node.id()] = { x: node.position("x") * scale, y: node.position("y") * scale }; });
    return found;
  }

  // The same picture whenever the same page opens.
  function seeded(run) {
    const random = Math.random;
    let seed = 20190912;
    Math.random = () => {
      seed = (seed + 0x6d2b79f5) | 0;
      let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
    try {
      run();
    } finally {
      Math.random = random;
    }
  }

  // A wide panel has room at the sides, which names need more than height.
  function stretch() {
    const factor = Math.max(1, Math.min(1.45, input.aspect));
    laid.nodes().positions((node) => ({ x: node.position("x") * factor, y: node.position("y") }));
  }

  // Parts that hang together stay as they are laid out; side by side they fill the panel.
  function pack() {
    const parts = laid.elements().components().map((part) => ({ part, box: part.boundingBox() }));
    parts.sort((a, b) => b.box.h * b.box.w - a.box.h * a.box.w);
    const area = parts.reduce((sum, { box }) => sum + (box.w + GAP) * (box.h + GAP), 0);
    const least = Math.max(...parts.map(({ box }) => box.w)) + GAP;
    let best = null;
    for (let factor = 1; factor < 2; factor += 0.1) {
      const packed = inStripe(parts.map(({ box }) => box), Math.max(least, Math.sqrt(area * input.aspect) * factor));
      if (!best || packed.size < best.size) best = packed;
    }
    parts.forEach(({ part, box }, n) => {
      const { x, y } = best.spots[n];
      part.nodes().positions((node) => ({ x: node.position("x") - box.x1 + x, y: node.position("y") - box.y1 + y }));
    });
  }

  // Put boxes side by side into a stripe, each as high up as it goes; `size` is how large the panel must be for them.
  function inStripe(boxes, wide) {
    let skyline = [{ x: 0, width: wide, y: 0 }]; // stretches of x, and how far down they are taken
    let [right, bottom] = [0, 0];
    const spots = boxes.map((box) => {
      const width = box.w + GAP;
      const over = (x) => Math.max(...skyline.filter((s) => s.x < x + width && s.x + s.width > x).map((s) => s.y));
      const free = skyline.map(({ x }) => x).filter((x) => x + width <= wide + 1).map((x) => ({ x, y: over(x) }));
      const { x, y } = free.reduce((lowest, spot) => (spot.y < lowest.y ? spot : lowest), free[0] ?? { x: 0, y: over(0) });
      skyline = [
        ...skyline.flatMap((s) => [
          { x: s.x, width: Math.min(s.x + s.width, x) - s.x, y: s.y },
          { x: Math.max(s.x, x + width), width: s.x + s.width - Math.max(s.x, x + width), y: s.y },
        ]).filter((s) => s.width > 0),
        { x, width, y: y + box.h + GAP },
      ];
      [right, bottom] = [Math.max(right, x + width), Math.max(bottom, y + box.h + GAP)];
      return { x, y };
    });
    return { spots, size: Math.max(right / input.aspect, bottom) };
  }
}

function inWorker(input, tell) {
  return new Promise((resolve, reject) => {
    const libraries = [...document.querySelectorAll("script.library")].map((script) => script.textContent);
    const code = `${libraries.join("\n;\n")}\n;${layOut}
      onmessage = ({ data }) => postMessage({ last: layOut(data, (rough) => postMessage({ rough })) });`;
    const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const worker = new Worker(address);
    const end = () => {
      worker.terminate();
      URL.revokeObjectURL(address);
    };
    worker.onmessage = ({ data: { rough, last } }) => {
      if (rough) return tell(rough);
      end();
      return resolve(last);
    };
    worker.onerror = (problem) => {
      end();
      reject(problem);
    };
    worker.postMessage(input);
  });
}

// What a layout needs to know of elements, given by their data.
function layoutInput(elements) {
  const panel = byId("graph").getBoundingClientRect();
  const nodes = elements.filter((one) => !one.source);
  return {
    nodes: nodes.map((node) => ({ id: node.id, ...roomOf(node) })),
    edges: elements.filter((one) => one.source).map(({ source, target }) => ({ source, target })),
    aspect: panel.width / Math.max(1, panel.height) || 1,
    pains: nodes.length <= FEW,
  };
}

// Begin a layout: `rough` are the first points when they are there, `tell` is told of them, `last` promises the rest.
function beginLayout(input) {
  const layout = { rough: null, tell: null };
  layout.last = inWorker(input, (rough) => {
    layout.rough = rough;
    layout.tell?.(rough);
  });
  // Where a browser lets no page of a file have workers, the page waits for its graph.
  layout.last = layout.last.catch(() => layOut(input, () => {}));
  return layout;
}

// Lay out what is shown of the graph.
async function arrange(begun) {
  const there = graph.elements().not(".gone");
  if (there.nodes().empty()) return;
  byId("laying").hidden = false;
  const layout = begun ?? beginLayout(layoutInput(there.map((one) => one.data())));
  const place = (points) => {
    graph.batch(() => there.nodes().positions((node) => points[node.id()]));
    byId("graph").classList.add("laid");
    document.documentElement.dataset.drawn ??= String(Math.round(performance.now()));
    fitGraph();
  };
  if (layout.rough) place(layout.rough);
  layout.tell = place;
  place(await layout.last);
  byId("laying").hidden = true;
}
