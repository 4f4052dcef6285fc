// Which files of script a browser loads for the pages that were built, and their gzipped sizes.
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

/** A file below the folder of the pages. */
export interface Script {
  readonly file: string;
  /** Gzipped. */
  readonly bytes: number;
}

/** The scripts that the browser loads for any address. */
export function firstLoad(pages: string): readonly Script[] {
  const html = readFileSync(path.join(pages, "index.html"), "utf8");
  return follow(
    pages,
    [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, file]) => file!),
  );
}

/** The scripts of each page by its route (`/traces/$id`), those of any address included. */
export function scriptOfPages(pages: string): ReadonlyMap<string, readonly Script[]> {
  const first = firstLoad(pages).map(({ file }) => file);
  const found = new Map<string, readonly Script[]>();
  for (const file of first) {
    const code = readFileSync(path.join(pages, file), "utf8");
    // the pages as they are declared: `"/traces":page({code:()=>load(()=>import(`./traces-….js`),…)`
    for (const [, route = "", chunk = ""] of code.matchAll(
      /["'`](\/[\w/$-]*)["'`]:[\w$]+\(\{code:\(\)=>[^{};]{0,40}?import\([`"']\.\/([^`"']+\.js)[`"']\)/g,
    ))
      found.set(route, follow(pages, [...first, `assets/${chunk}`]));
  }
  return found;
}

/** `files` and everything that they import statically. */
function follow(pages: string, files: readonly string[]): readonly Script[] {
  const found = new Map<string, number>();
  const open = (file: string): void => {
    if (found.has(file)) return;
    const code = readFileSync(path.join(pages, file), "utf8");
    found.set(file, gzipSync(code).length);
    // `import{a}from"./b.js"` and `import"./b.js"`; `import("./b.js")` loads later.
    for (const [, imported] of code.matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g))
      open(`assets/${imported}`);
  };
  files.forEach(open);
  return [...found].map(([file, bytes]) => ({ file, bytes }));
}
