// Draws everything; the graph last, as it takes longest.

drawFrame();
drawFilters();
drawList();
drawDetails();
drawTimeline();
drawMap();
watchTheme(byId("theme"), () => graph && dressGraph());
applyFilters();
for (const listener of listeners.select) listener();
document.documentElement.dataset.usable = String(Math.round(performance.now()));
if (events.length) {
  // The lists can be used before the graph is there.
  requestAnimationFrame(() => setTimeout(() => {
    drawGraph();
    arrange().then(ready);
  }));
} else {
  byId("laying").textContent = "There is no event in this graph.";
  ready();
}

function ready() {
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}
