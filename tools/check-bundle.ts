// The script that the pages load before the chunk of the first page: what index.html names, and everything that those files import
// statically. Its size, gzipped, has a budget, and so have the number of its files and the size of the first of them, which requests data
// (docs/adr/093). No file of any page has schemas: the pages import types of the contract, and values without zod.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { firstLoad } from "./loaded-script.ts";
import { root } from "./source-files.ts";

/** 250 kB, as the console promises. */
const budget = 250_000;
/** Requests for data wait for the connections of files. */
const maxFiles = 4;
/** The first data of a page is requested when this script has run. */
const budgetOfFirst = 12_500;

const folder = path.join(root, "packages", "console", "dist", "web");
const files = firstLoad(folder);
const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
const inKb = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
for (const { file, bytes } of files.toSorted((a, b) => b.bytes - a.bytes).slice(0, 5))
  console.log(`${inKb(bytes).padStart(9)}  ${file}`);
console.log(
  `${inKb(total)} of gzipped script in ${files.length} files before the first page; at most ${inKb(budget)}`,
);
const first = files.find(({ file }) => /\/early-[^/]+$/.test(file))?.bytes ?? Number.POSITIVE_INFINITY;
console.log(
  `${inKb(first)} of gzipped script before the first data are requested; at most ${inKb(budgetOfFirst)}`,
);
if (files.length > maxFiles || first > budgetOfFirst) {
  console.error(
    "The first data are requested too late: import what they do not need later, and see `groups` in vite.config.ts.",
  );
  process.exitCode = 1;
}
if (total > budget) {
  console.error("The first load is too large: import what not every page needs from the page's own chunk.");
  process.exitCode = 1;
}
const assets = path.join(folder, "assets");
const withZod = readdirSync(assets).filter(
  (file) => file.endsWith(".js") && readFileSync(path.join(assets, file), "utf8").includes("_zod"),
);
if (withZod.length > 0) {
  console.error(
    `These files contain zod: ${withZod.join(", ")}. Import from \`contract\` only types, and values of modules without schemas.`,
  );
  process.exitCode = 1;
}
