// Country outlines in a compact form, by ISO 3166-1 alpha-2 code.
import { feature } from "topojson-client";
import { presimplify, quantile, simplify } from "topojson-simplify";

const SCALE = 20; // steps a degree: 5.5 km at the equator
const KEPT = 0.28; // share of the points, those that add most area first
const SMALL = 0.02; // square degrees: islands below are left out where their country has a larger one

// Without a number of ISO 3166-1 in Natural Earth, but with a code that is used for them.
const BY_NAME = { Kosovo: "XK" };

export function countries(topology, codes) {
  const alpha2 = Object.fromEntries(codes.map(([two, , number]) => [number, two]));
  const weighed = presimplify(topology);
  const simple = simplify(weighed, quantile(weighed, KEPT));
  const found = {};
  for (const { id, properties, geometry } of feature(simple, simple.objects.countries).features) {
    const code = alpha2[id] ?? BY_NAME[properties.name] ?? `-${properties.name}`;
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    (found[code] ??= []).push(...polygons);
  }
  toUkraine(found);
  delete found.AQ; // goes around the pole, where Mercator's map ends
  const rows = Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1));
  return { scale: SCALE, countries: Object.fromEntries(rows.map(([code, polygons]) => [code, compact(polygons)])) };
}

// Natural Earth draws who controls; the General Assembly's resolution 68/262 is followed here.
function toUkraine(found) {
  const inCrimea = (ring) => ring.every(([x, y]) => x > 32.3 && x < 36.8 && y > 44.2 && y < 46.4);
  const crimea = found.RU.filter(([ring]) => inCrimea(ring));
  if (crimea.length === 0) throw new Error("no polygon of Crimea found: look at the outlines");
  found.RU = found.RU.filter(([ring]) => !inCrimea(ring));
  found.UA.push(...crimea);
}

// A point inside the largest polygon, and every ring as steps from point to point, beginning at longitude, latitude.
function compact(polygons) {
  const sized = polygons.map((polygon) => ({ polygon, area: Math.abs(area(polygon[0])) }));
  sized.sort((a, b) => b.area - a.area);
  const kept = sized.filter(({ area: size }, n) => n === 0 || size >= SMALL);
  const [x, y] = inside(sized[0].polygon[0]);
  const rings = kept.flatMap(({ polygon }) => polygon.flatMap(overTheEdge)).map(steps).filter((ring) => ring.length >= 6);
  return { at: [round(x, 2), round(y, 2)], rings };
}

// The atlas joins what the antimeridian cuts: such a ring stands at both edges of the map, and reaches beyond.
function overTheEdge(ring) {
  let turns = 0;
  const whole = ring.map(([x, y], n) => {
    if (n && Math.abs(x - ring[n - 1][0]) > 180) turns += x < 0 ? 360 : -360;
    return [x + turns, y];
  });
  const shifted = (by) => whole.map(([x, y]) => [x + by, y]);
  if (whole.some(([x]) => x > 180.01)) return [whole, shifted(-360)];
  return whole.some(([x]) => x < -180.01) ? [whole, shifted(360)] : [whole];
}

function steps(ring) {
  const points = ring.map(([x, y]) => [Math.round(x * SCALE), Math.round(y * SCALE)]);
  const out = [];
  let [lastX, lastY] = [0, 0];
  for (const [x, y] of points) {
    if (out.length && x === lastX && y === lastY) continue;
    out.push(x - lastX, y - lastY);
    [lastX, lastY] = [x, y];
  }
  return out;
}

function area(ring) {
  let sum = 0;
  for (let n = 0; n < ring.length - 1; n++) sum += ring[n][0] * ring[n + 1][1] - ring[n + 1][0] * ring[n][1];
  return sum / 2;
}

// The middle of the widest stretch of the ring at the height of its centre.
function inside(ring) {
  const ys = ring.map(([, y]) => y);
  const centre = centroid(ring);
  const height = Number.isFinite(centre) ? centre : (Math.min(...ys) + Math.max(...ys)) / 2;
  const crossings = [];
  for (let n = 0; n < ring.length - 1; n++) {
    const [[x1, y1], [x2, y2]] = [ring[n], ring[n + 1]];
    if (y1 > height !== y2 > height) crossings.push(x1 + ((height - y1) / (y2 - y1)) * (x2 - x1));
  }
  crossings.sort((a, b) => a - b);
  let best = [ring[0][0], -1];
  for (let n = 0; n + 1 < crossings.length; n += 2) {
    const width = crossings[n + 1] - crossings[n];
    if (width > best[1]) best = [(crossings[n] + crossings[n + 1]) / 2, width];
  }
  return [best[0], height];
}

function centroid(ring) {
  const whole = area(ring);
  let sum = 0;
  for (let n = 0; n < ring.length - 1; n++) {
    const [[x1, y1], [x2, y2]] = [ring[n], ring[n + 1]];
    sum += (y1 + y2) * (x1 * y2 - x2 * y1);
  }
  return sum / (6 * whole);
}

function round(value, digits) {
  return Number(value.toFixed(digits));
}
