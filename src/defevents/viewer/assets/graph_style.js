// How the graph looks, in the colors of the theme.

function pictureImage(type, ink) {
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="-4 -4 24 24"><path d="${pictureOf(type)}" fill="none" stroke="${ink}" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(drawn)}`;
}

// Colors and picture of an event's node; the graph takes them from its data, as a rule for each type were slower.
function dress(event) {
  const own = color(familyOf(event.type));
  if (["negated", "cancelled"].includes(event.status)) return worn(event.type, color("surface"), color("faint"), color("faint"));
  if (["planned", "possible"].includes(event.status)) return worn(event.type, color("surface"), own, own);
  return worn(event.type, own, own, color("on-family"));
}

function worn(type, fill, rim, ink) {
  return { fill, rim, picture: pictureImage(type, ink) };
}

function graphStyle() {
  const [surface, text, muted, faint, line, focus] = ["surface", "text", "muted", "faint", "line", "focus"].map(color);
  const label = {
    label: "data(label)", color: text, "font-size": "data(font)", "font-family": getComputedStyle(document.body).fontFamily,
    "text-valign": "bottom", "text-margin-y": 3, "text-wrap": "none",
    "text-outline-color": surface, "text-outline-width": 2, "text-outline-opacity": 1,
  };
  return [
    { selector: "node", style: { ...label, width: "data(size)", height: "data(size)", "border-width": 0, "overlay-opacity": 0 } },
    { selector: "node.party", style: { shape: "round-rectangle", "background-color": color("party") } },
    { selector: "node.weapon", style: { shape: "diamond", "background-color": color("weapon") } },
    { selector: "node.place", style: { shape: "triangle", "background-color": color("place"), "border-width": 1, "border-color": color("party") } },
    { selector: "node.hub", style: { "font-weight": 600, "z-index": 4 } },
    { selector: "node.event", style: { color: muted, "border-width": 2, "border-color": "data(rim)", "background-color": "data(fill)",
      "background-image": "data(picture)", "background-fit": "contain", "background-clip": "node" } },
    { selector: "node.planned", style: { "border-style": "dashed" } },
    { selector: "node.possible", style: { "border-style": "dotted" } },
    { selector: "edge", style: {
      width: 1.2, "line-color": line, "target-arrow-color": line, "curve-style": "straight", "arrow-scale": 0.7, opacity: 0.95,
      "overlay-opacity": 0, color: muted, "font-size": 9, "font-family": getComputedStyle(document.body).fontFamily,
      "text-outline-color": surface, "text-outline-width": 2, "text-rotation": "autorotate" } },
    { selector: "edge.acting", style: { "line-color": faint, width: 1.5 } },
    { selector: "edge.claim", style: { "line-style": "dashed", "target-arrow-shape": "triangle" } },
    { selector: "edge.deny", style: { "line-color": color("violence"), "target-arrow-color": color("violence"), "target-arrow-shape": "tee" } },
    { selector: "node.unnamed", style: { "text-opacity": 0 } },
    { selector: ".faded", style: { opacity: 0.16, "text-opacity": 0 } },
    { selector: "edge.near", style: { label: "data(relation)", "line-color": muted, "target-arrow-color": muted, width: 2, opacity: 1, "z-index": 5 } },
    { selector: "edge.near.deny", style: { "line-color": color("violence"), "target-arrow-color": color("violence") } },
    { selector: "node.near", style: { "z-index": 8, "text-opacity": 1 } },
    { selector: "node.chosen", style: { "underlay-color": focus, "underlay-opacity": 0.35, "underlay-padding": 7, "underlay-shape": "ellipse", "font-weight": 700, color: text, "z-index": 10 } },
    { selector: "node.gone, edge.gone", style: { display: "none" } },
  ];
}
