// Draws everything; the graph is laid out meanwhile and drawn last, as it takes longest.

watchTheme(byId("theme"), () => graph && dressGraph());
const elements = events.length ? graphElements() : [];
const layout = events.length ? beginLayout(layoutInput(elements.map((one) => one.data))) : null;
drawFrame();
drawFilters();
drawList();
drawDetails();
drawTimeline();
drawMap();
applyFilters();
for (const listener of listeners.select) listener();
document.documentElement.dataset.usable = String(Math.round(performance.now()));
if (events.length) {
  // The lists can be used before the graph is there.
  requestAnimationFrame(() => setTimeout(() => {
    drawGraph(elements);
    arrange(layout).then(ready);
  }));
} else {
  byId("laying").textContent = "There is no event in this graph.";
  ready();
}

function ready() {
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}
