// Bundles the front end into the folder given as the first argument (by default the package's own).
//
// Every file carries a hash of its content in its name, so that it may be cached for ever;
// manifest.json says which name is which.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import * as esbuild from "esbuild";
import * as sass from "sass";

const here = import.meta.dirname;
const modules = path.join(here, "node_modules");
const target = path.resolve(process.argv[2] ?? path.join(here, "../src/mainstay/shell/web/static/bundle"));
const out = `${target}.new`;
const targets = ["chrome120", "firefox121", "safari17.4"];
const manifest = {};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await bundleScripts();
await bundleStyles();
await bundleIcons();
await bundleImages();
await collectLicences();
await compress();
await writeFile(path.join(out, "manifest.json"), JSON.stringify(sorted(manifest), null, 2) + "\n");
await rm(target, { recursive: true, force: true });
await rename(out, target);

async function bundleScripts() {
  const shared = { bundle: true, minify: true, target: targets, metafile: true, legalComments: "none", outdir: out };
  const pages = await esbuild.build({
    ...shared,
    entryPoints: { app: path.join(here, "src/app.ts") },
    format: "esm",
    splitting: true,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
  });
  // The theme is set before the first paint, so this one script blocks and must stay tiny.
  const theme = await esbuild.build({
    ...shared,
    entryPoints: { theme: path.join(here, "src/theme.ts") },
    format: "iife",
    entryNames: "[name]-[hash]",
  });
  for (const result of [pages, theme]) {
    for (const file of Object.keys(result.metafile.outputs)) {
      const name = path.basename(file);
      manifest[name.replace(/-[A-Z0-9]{8}\.js$/, ".js")] = name;
    }
  }
}

async function bundleStyles() {
  const compiled = sass.compile(path.join(here, "src/styles/app.scss"), {
    loadPaths: [modules],
    quietDeps: true,
    style: "expanded",
  });
  const result = await esbuild.build({
    stdin: { contents: compiled.css, loader: "css", resolveDir: modules, sourcefile: "app.css" },
    bundle: true,
    minify: true,
    target: targets,
    legalComments: "none",
    outdir: out,
    write: false,
    entryNames: "app-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file" },
  });
  for (const file of result.outputFiles) {
    const ending = path.extname(file.path);
    if (ending === ".css") await emit("app.css", file.contents);
    else await writeFile(file.path, file.contents);
  }
}

async function bundleIcons() {
  const names = (await readFile(path.join(here, "icons.txt"), "utf8")).split("\n").filter(Boolean);
  const symbols = await Promise.all(names.map(symbol));
  await emit("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

async function symbol(name) {
  const drawing = await readFile(path.join(modules, "@tabler/icons/icons/outline", `${name}.svg`), "utf8");
  const inner = drawing.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
  const paths = inner.replace(/<path stroke="none"[^>]*\/>/, "").replace(/>\s+</g, "><").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${paths}</symbol>`;
}

async function bundleImages() {
  for (const name of await readdir(path.join(here, "images"))) {
    await emit(name, await readFile(path.join(here, "images", name)));
  }
}

// What the licences of the bundled packages ask for: their text goes with the bundle.
async function collectLicences() {
  const used = ["@fontsource-variable/inter", "@orchidjs/sifter", "@orchidjs/unicode-variants", "@popperjs/core",
    "@tabler/core", "@tabler/icons", "bootstrap", "echarts", "htmx.org", "tom-select", "tslib", "zrender"];
  const texts = await Promise.all(used.sort().map(licence));
  await writeFile(path.join(out, "THIRD_PARTY_LICENSES.txt"), texts.join("\n"));
}

async function licence(name) {
  const folder = path.join(modules, name);
  const about = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const texts = await Promise.all((await licenceFiles(folder)).map((file) => readFile(file, "utf8")));
  const author = about.author?.name ?? about.author ?? `the authors of ${name}`;
  const heading = `${name} ${about.version}, ${about.license}, by ${author}`;
  return `${"=".repeat(72)}\n${heading}\n${"=".repeat(72)}\n\n${texts.join("\n").trim()}\n`;
}

async function licenceFiles(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.filter((entry) => /^(licen[cs]e|notice)/i.test(entry.name)).map(async (entry) => {
    const place = path.join(folder, entry.name);
    return entry.isDirectory() ? (await readdir(place)).map((file) => path.join(place, file)) : [place];
  });
  return (await Promise.all(found)).flat().sort();
}

// The web server hands out these neighbours to browsers that accept them.
async function compress() {
  for (const name of await readdir(out)) {
    if (!/\.(js|css|svg)$/.test(name)) continue;
    const content = await readFile(path.join(out, name));
    await writeFile(path.join(out, `${name}.gz`), gzipSync(content, { level: 9 }));
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    await writeFile(path.join(out, `${name}.br`), brotliCompressSync(content, quality));
  }
}

async function emit(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const { name: stem, ext } = path.parse(name);
  manifest[name] = `${stem}-${hash}${ext}`;
  await writeFile(path.join(out, manifest[name]), content);
}

function sorted(record) {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => a.localeCompare(b)));
}
