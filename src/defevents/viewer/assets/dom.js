// Elements and words. All text goes through textContent or an attribute, never through HTML.

const data = JSON.parse(document.getElementById("data").textContent);

function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else if (name === "style") for (const [key, one] of Object.entries(value)) node.style.setProperty(key, one);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function byId(id) {
  return document.getElementById(id);
}

// What an article says, as text: control characters that show nothing get the picture that stands for them.
function shown(text) {
  return String(text)
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd")
    .replace(/[\u2028\u2029]/g, " ");
}

function said(text, tag = "span", attributes = {}) {
  return el(tag, { ...attributes, class: `said ${attributes.class ?? ""}`.trim() }, shown(text));
}

// The events and words of an article are of the pieces `[text]` and `[text, notes]`.
function piecesText(pieces) {
  return pieces.map(([text]) => text).join("");
}

const PLAIN_NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

function count(number, one, many = `${one}s`) {
  return `${PLAIN_NUMBER.format(number)} ${number === 1 ? one : many}`;
}

function money(value) {
  const [, currency, amount] = /^([A-Z]{3}) ([\d.e+]+)$/.exec(value) ?? [];
  return currency ? `${currency} ${PLAIN_NUMBER.format(Number(amount))}` : shown(value);
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function day(iso) {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso) ?? [];
  return year ? `${Number(date)} ${MONTHS[month - 1]} ${year}` : shown(iso);
}

// A TIMEX value in the words of a reader.
function dateWords(event) {
  const { date = "", start, end } = event;
  if (/^\d{4}-\d\d-\d\d(T.*)?$/.test(date)) return day(date);
  const month = /^(\d{4})-(\d\d)$/.exec(date);
  if (month) return `${MONTHS[month[2] - 1]} ${month[1]}`;
  if (/^\d{4}$/.test(date)) return date;
  const part = /^(\d{4})-(Q[1-4]|SP|SU|FA|WI|H[12])$/.exec(date);
  const seasons = { SP: "spring", SU: "summer", FA: "autumn", WI: "winter" };
  if (part) return `${seasons[part[2]] ?? part[2]} ${part[1]}`;
  if (/-01-01$/.test(start) && /-12-31$/.test(end)) return `${start.slice(0, 4)} – ${end.slice(0, 4)}`;
  if (start && end) return start === end ? day(start) : `${day(start)} – ${day(end)}`;
  if (start) return `from ${day(start)}`;
  if (end) return `until ${day(end)}`;
  return { PAST_REF: "in the past", PRESENT_REF: "at present", FUTURE_REF: "in the future" }[date] ?? shown(date);
}

function folded(text) {
  return String(text).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

// Light or dark: as the reader's system has it, until the button says otherwise.
function watchTheme(button, changed = () => {}) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let own = null;
  const apply = () => {
    const theme = own ?? (system.matches ? "dark" : "light");
    document.documentElement.dataset.theme = theme;
    button.setAttribute("aria-pressed", String(theme === "dark"));
    changed();
  };
  button.addEventListener("click", () => {
    own = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    apply();
  });
  system.addEventListener("change", apply);
  apply();
}
