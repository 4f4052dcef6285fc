// docs/reference/library.md and the pages below it, from the docstrings and types of what the packages export. Without `--check` it writes;
// with it, it fails on a difference. A name or an option without a docstring is an error of both.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Symbol } from "typescript/unstable/sync";

import { differences } from "./generated.ts";
import { type Context, type Item, readItem } from "./library-reference/item.ts";
import {
  indexText,
  type Page,
  pageText,
  type ModuleSection,
  placesOf,
} from "./library-reference/markdown.ts";
import { type Entry, pagePlans } from "./library-reference/pages.ts";
import { declarationsOf, exportsOf, isOurs, type Sources, withSources } from "./library-reference/program.ts";
import { root } from "./source-files.ts";

const target = "docs/reference/library";

/** The files below docs/reference by their paths there, and what has no docstring. */
export interface Reference {
  readonly files: ReadonlyMap<string, string>;
  readonly missing: readonly string[];
  /** The exported names of each module, with the names of their members. */
  readonly names: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
}

/** Reads the sources and makes the pages. */
export function libraryReference(): Reference {
  return withSources((sources) => {
    const pages = readPages(sources);
    const places = placesOf(pages);
    const files = pages.map((page): [string, string] => [`library/${page.file}.md`, pageText(page, places)]);
    return {
      files: new Map([["library.md", indexText(pages, places)], ...files]),
      missing: [
        ...new Set(pages.flatMap((page) => page.parts.flatMap((part) => part.items.flatMap(undocumented)))),
      ],
      names: namesOf(pages),
    };
  });
}

function readPages(sources: Sources): readonly Page[] {
  const plans = pagePlans();
  const namesIn = ({ file, names }: Entry): ReturnType<typeof exportsOf> =>
    exportsOf(file, sources).filter(({ name }) => names?.has(name) ?? true);
  const found = plans.map((plan) => plan.entries.map((entry) => ({ entry, names: namesIn(entry) })));
  const all = found.flat().flatMap(({ names }) => names);
  const exported = new Set(all.map(({ symbol }) => symbol));
  const context: Context = {
    sources,
    isExported: (symbol) => exported.has(symbol),
    exported: new Map(all.map(({ name, symbol }) => [name, symbol])),
  };
  const seen = new Set<Symbol>();
  const pages = plans.map(({ file, title, about, guides }, at): Page => {
    const parts = found[at]!.map(({ entry, names }): ModuleSection => {
      const own = names.filter(({ symbol }) => !seen.has(symbol));
      for (const { symbol } of own) seen.add(symbol);
      return {
        specifier: entry.specifier,
        items: own.map(({ name, symbol }) => readItem(name, symbol, context)),
        elsewhere: names.filter((one) => !own.includes(one)),
      };
    });
    return { file, title, about, guides, parts };
  });
  return [...pages, otherTypes(pages, exported, context)];
}

/** The types that exported ones mention, themselves or by another, and that no module exports. */
function otherTypes(pages: readonly Page[], exported: ReadonlySet<Symbol>, context: Context): Page {
  const items: Item[] = [];
  const seen = new Set(exported);
  const follow = (item: Item): void => {
    for (const { mentioned } of [item, ...item.members])
      for (const [name, symbol] of mentioned) {
        if (seen.has(symbol)) continue;
        seen.add(symbol);
        if (!declarationsOf(symbol).some(isOurs)) continue;
        const other = readItem(name, symbol, context);
        items.push(other);
        follow(other);
      }
  };
  for (const page of pages) for (const part of page.parts) part.items.forEach(follow);
  return {
    file: "types",
    title: "Types without an export",
    about: "Types that signatures mention. Programs seldom name them: TypeScript infers them.",
    guides: [],
    parts: [
      {
        specifier: "",
        items: items.toSorted((one, other) => (one.name < other.name ? -1 : 1)),
        elsewhere: [],
      },
    ],
  };
}

/** Types whose members a program writes: each needs a docstring. */
const written = /(?:Options|Rules?|Thresholds|Definition|Settings|Declaration|Plan|Route|Routes|Price)$/;

function undocumented({ name, docs, place, members }: Item): readonly string[] {
  const needed = written.test(name) ? members : [];
  return [
    ...(docs === "" ? [`${place} ${name} has no docstring`] : []),
    ...needed
      .filter((member) => member.docs === "")
      .map((member) => `${member.place} ${name}.${member.name} has no docstring`),
  ];
}

function namesOf(pages: readonly Page[]): Reference["names"] {
  const names = new Map<string, Map<string, readonly string[]>>();
  const items = new Map(
    pages.flatMap((page) =>
      page.parts.flatMap((part) => part.items.map((one) => [one.symbol, one] as const)),
    ),
  );
  for (const { specifier, items: own, elsewhere } of pages.flatMap((page) => page.parts)) {
    const all = names.get(specifier) ?? new Map<string, readonly string[]>();
    for (const { name, symbol } of [...own, ...elsewhere])
      all.set(
        name,
        (items.get(symbol)?.members ?? []).map((member) => member.name),
      );
    names.set(specifier, all);
  }
  return names;
}

function filesThere(): Map<string, string> {
  const folder = path.join(root, target);
  const pages = existsSync(folder) ? readdirSync(folder).map((file) => `library/${file}`) : [];
  const all = existsSync(`${folder}.md`) ? ["library.md", ...pages] : pages;
  return new Map(all.map((file) => [file, readFileSync(path.join(root, "docs/reference", file), "utf8")]));
}

if (import.meta.main) {
  const { files, missing } = libraryReference();
  const there = filesThere();
  const changes = differences(there, files);
  for (const line of missing) console.error(line);
  if (process.argv.includes("--check")) {
    for (const line of changes) console.error(line);
    if (changes.length > 0)
      console.error(
        `${target} does not match the sources: run \`node --conditions=telltale-source tools/library-reference.ts\`.`,
      );
  } else {
    rmSync(path.join(root, target), { recursive: true, force: true });
    mkdirSync(path.join(root, target), { recursive: true });
    for (const [file, text] of files) writeFileSync(path.join(root, "docs/reference", file), text);
  }
  if (missing.length > 0 || (process.argv.includes("--check") && changes.length > 0)) process.exitCode = 1;
}
