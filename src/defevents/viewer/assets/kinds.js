// Types of events: the family that gives the color, and the picture that tells them apart without it.

const TYPES = {
  ATTACK: ["violence", "M8 1.2 9.4 5 13 3 11 6.6 14.8 8 11 9.4 13 13 9.4 11 8 14.8 6.6 11 3 13 5 9.4 1.2 8 5 6.6 3 3 6.6 5z"],
  INCIDENT: ["violence", "M8 2 14.5 13.5H1.5zM8 6.3v3.4M8 11.5v.3"],
  DEPLOYMENT: ["movement", "M1.5 8H10M6.8 4.5 10.3 8 6.8 11.5M13.8 2.5v11"],
  WITHDRAWAL: ["movement", "M13.8 2.5v11M11 8H2M5.5 4.5 2 8 5.5 11.5"],
  EXERCISE: ["movement", "M4 14.5V2.2h8.5L10.3 5.3l2.2 3.1H4"],
  TRANSFER: ["arms", "M1.8 5.3h12M10.6 2.2l3.2 3.1-3.2 3.1M14.2 10.9h-12M5.4 7.8l-3.2 3.1 3.2 3.1"],
  CONTRACT: ["arms", "M3.5 1.8h6.2l2.8 2.8v9.6h-9zM6 7.2h4M6 10.4h4"],
  PRODUCTION: ["arms", "M1.8 13.8V6.8l4 2.6V6.8l4 2.6V2.2h3.8v11.6z"],
  SPENDING: ["arms", "M8 1.8v12.4M11 4.6C10 2.9 5 2.7 5 5.3S11.2 8 11.2 10.7 6 13.2 4.8 11.3"],
  TEST: ["test", "M5.8 1.8h4.4M6.6 1.8v4.4L2.8 14h10.4L9.4 6.2V1.8M4.8 10.2h6.4"],
  AGREEMENT: ["politics", "M9.6 8a3.9 3.9 0 1 1-7.8 0 3.9 3.9 0 0 1 7.8 0zM14.2 8a3.9 3.9 0 1 1-7.8 0 3.9 3.9 0 0 1 7.8 0z"],
  SANCTION: ["politics", "M14.2 8A6.2 6.2 0 1 1 1.8 8a6.2 6.2 0 0 1 12.4 0zM4.8 8h6.4"],
};
const OTHER = ["other", "M8 5.5v5M5.5 8h5"];
const FAMILIES = [
  ["violence", "Attack, incident"],
  ["movement", "Deployment, withdrawal, exercise"],
  ["arms", "Transfer, contract, production, spending"],
  ["test", "Test"],
  ["politics", "Agreement, sanction"],
  ["other", "Other"],
];
const STATUSES = ["occurred", "ongoing", "planned", "possible", "cancelled", "negated", "disputed"];

function familyOf(type) {
  return (TYPES[type] ?? OTHER)[0];
}

function pictureOf(type) {
  return (TYPES[type] ?? OTHER)[1];
}

function typeName(type) {
  return type.charAt(0) + type.slice(1).toLowerCase().replaceAll("_", " ");
}

function kindMark(type, status = "occurred") {
  const picture = svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: pictureOf(type) }));
  return el("span", { class: `kind family-${familyOf(type)} ${status}`, "aria-hidden": "true" }, picture);
}

const STANCES = {
  report: "says", accuse: "accuses", confirm: "confirms", deny: "denies", propose: "proposes",
};

const LABELS = {
  COUNTRY: "country", NATIONALITY: "nationality", LOCATION: "place", ORG: "organization", FORCE: "force",
  PERSON: "person", WEAPON: "weapon", EXERCISE: "exercise", DATE: "date", MONEY: "amount",
};

// Entities are drawn in three classes.
function classOf(label) {
  if (label === "WEAPON") return "weapon";
  return label === "LOCATION" || label === "EXERCISE" ? "place" : "party";
}
