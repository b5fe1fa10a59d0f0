// Writes src/defevents/viewer/vendor from the npm packages that package-lock.json pins:
//
//   cd tools/viewer && npm ci --ignore-scripts && npm run vendor
//
// The libraries are minified and keep their licences; the country outlines are those of Natural Earth, simplified.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { transformSync } from "esbuild";
import { countries } from "./countries.mjs";

const target = new URL("../../src/defevents/viewer/vendor/", import.meta.url);
const modules = new URL("./node_modules/", import.meta.url);
const pinned = JSON.parse(readFileSync(new URL("./package.json", import.meta.url))).dependencies;

// In the order in which a page must load them.
const libraries = [
  ["layout-base", "layout-base.js"],
  ["cose-base", "cose-base.js"],
  ["cytoscape", "dist/cytoscape.min.js"],
  ["cytoscape-fcose", "cytoscape-fcose.js"],
];

function fromPackage(name, file) {
  const found = JSON.parse(readFileSync(new URL(`${name}/package.json`, modules))).version;
  if (found !== pinned[name]) throw new Error(`${name} is ${found}, not ${pinned[name]} as pinned: run npm ci`);
  return readFileSync(new URL(`${name}/${file}`, modules), "utf8");
}

function minified(name, source) {
  // What ends a script element must not stand in one.
  const { code } = transformSync(source, { minify: true, charset: "ascii", legalComments: "inline", target: "es2018" });
  if (/<\/script|<!--/i.test(code)) throw new Error(`${name} cannot stand in a script element`);
  return `/*! ${name} ${pinned[name]}, MIT: see LICENSE-${name} */\n${code}`;
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const files = [];

function write(file, text, from) {
  writeFileSync(new URL(file, target), text);
  files.push({ file, from, sha256: createHash("sha256").update(text).digest("hex") });
}

for (const [name, file] of libraries) {
  const from = `${name}@${pinned[name]}`;
  write(`${name}.min.js`, minified(name, fromPackage(name, file)), from);
  write(`LICENSE-${name}`, fromPackage(name, "LICENSE"), from);
}
const atlas = `world-atlas@${pinned["world-atlas"]}`;
const outlines = JSON.parse(fromPackage("world-atlas", "countries-50m.json"));
const codes = JSON.parse(fromPackage("i18n-iso-countries", "codes.json"));
write("countries.json", JSON.stringify(countries(outlines, codes)) + "\n", atlas);
write("LICENSE-world-atlas", fromPackage("world-atlas", "LICENSE"), atlas);
writeFileSync(new URL("vendored.json", target), JSON.stringify({ files }, null, 2) + "\n");
