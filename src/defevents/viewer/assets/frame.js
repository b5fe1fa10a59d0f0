// The frame of the panels: enlarging, tabs of a narrow window, notices, help, and keys.

function showPanel(name) {
  document.body.dataset.panel = name;
  for (const tab of byId("tabs").children) tab.setAttribute("aria-current", String(tab.dataset.show === name));
}

function drawFrame() {
  byId("heading").textContent = document.title;
  for (const tab of byId("tabs").children) tab.addEventListener("click", () => showPanel(tab.dataset.show));
  showPanel("graph");
  on("select", (from) => { if (state.selected && from !== "list") showPanel("details"); });
  for (const button of document.querySelectorAll(".expand")) {
    button.addEventListener("click", () => {
      const panel = button.closest(".panel");
      const open = !panel.classList.contains("large");
      for (const other of document.querySelectorAll(".panel")) {
        other.classList.toggle("large", open && other === panel);
        other.querySelector(".expand")?.setAttribute("aria-pressed", String(open && other === panel));
      }
      document.querySelector("main").classList.toggle("one", open);
    });
  }
  const { of } = data;
  if (of.events > events.length) {
    const notice = el("p", { class: "notice", role: "note" },
      `This page shows the strongest part of a larger graph: ${PLAIN_NUMBER.format(events.length)} of ${count(of.events, "event")}, `,
      `${PLAIN_NUMBER.format(events.length + entities.length)} of ${count(of.nodes, "node")}. Events that more articles report, more sources state and better connected entities take part in come first.`,
      el("button", { class: "button small", click: () => notice.remove() }, "Close"));
    byId("notices").append(notice);
  }
  drawHelp();
  document.addEventListener("keydown", keys);
}

function keys(event) {
  const dialog = byId("help-dialog");
  if (dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "Escape") {
    if (typing && event.target.value && event.target.type === "search") return;
    if (typing) event.target.blur();
    else select(null);
  } else if (typing) {
    return;
  } else if (event.key === "/") {
    event.preventDefault();
    byId("search").focus();
    byId("search").select();
  } else if (event.key === "?") {
    dialog.showModal();
  } else if (["ArrowDown", "ArrowUp"].includes(event.key) && event.target === document.body) {
    event.preventDefault();
    byId("list").focus();
    byId("list").dispatchEvent(new KeyboardEvent("keydown", { key: event.key }));
  }
}

const KEYS = [
  ["/", "search"], ["↑ ↓", "event before, event after"], ["Home End", "first, last event"], ["Enter", "to the details of the event"],
  ["Esc", "nothing selected"], ["Tab", "on to filters, panels, timeline and map"], ["← →", "move the map, or an end of the range of days"],
  ["+ −", "nearer and farther on the map"], ["?", "these signs and keys"],
];

function drawHelp() {
  const dialog = byId("help-dialog");
  dialog.append(
    el("header", { class: "dialog-head" }, el("h3", {}, "Signs and keys"), el("button", { class: "button small", click: () => dialog.close() }, "Close")),
    el("div", { class: "columns" },
      el("div", {}, el("h2", {}, "Types of events"), el("ul", { class: "signs" }, Object.keys(TYPES).map((type) => el("li", {}, kindMark(type), typeName(type))))),
      el("div", {}, el("h2", {}, "Status"), el("ul", { class: "signs" },
        [["occurred", "occurred, ongoing"], ["planned", "planned: decided or announced"], ["possible", "possible: considered, asked for, feared"], ["negated", "negated or cancelled"]]
          .map(([status, words]) => el("li", {}, kindMark("DEPLOYMENT", status), words))),
      el("h2", {}, "Who and what takes part"), el("ul", { class: "signs" },
        [["party", "country, organization, force, person"], ["weapon", "weapon"], ["place", "place, exercise"]].map(([name, words]) => el("li", {}, el("span", { class: `dot ${name}` }), words))),
      el("h2", {}, "Lines of the graph"), el("ul", { class: "signs" }, el("li", {}, el("span", { class: "line-sign" }), "takes part; the darker act"),
        el("li", {}, el("span", { class: "line-sign dashed" }), "says so"), el("li", {}, el("span", { class: "line-sign dashed deny" }), "denies it"))),
      el("div", {}, el("h2", {}, "Keys"), el("dl", { class: "keys" }, KEYS.map(([key, words]) => el("div", {}, el("dt", {}, key.split(" ").map((one) => el("kbd", {}, one))), el("dd", {}, words)))),
        el("p", { class: "quiet" }, "Events without a date of their own stand pale at the day of the report. Places known only by their country stand in its middle. This page loads and sends nothing."),
        el("p", { class: "quiet" }, "Drawn with cytoscape.js and fcose (MIT). Outlines: Natural Earth. Coordinates: GeoNames, CC BY 4.0."))));
  byId("help").addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}
