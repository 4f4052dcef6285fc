// Names of the library in a converted file: placeholders while it is converted, chosen when it is known which names are free.

import type { MetricKind } from "catalog";

/** Functions of subpaths, with their modules. */
const ofSubpaths = { prometheusHandler: "telltale/prometheus", scrape: "telltale/prometheus" } as const;

/** What the converted code calls. */
export type LibraryName =
  | MetricKind
  | "activeSpan"
  | "addAttribute"
  | "addAttributes"
  | "addEvent"
  | "start"
  | "startSpan"
  | "trace"
  | keyof typeof ofSubpaths;

const moduleOf = (name: LibraryName): string =>
  Object.hasOwn(ofSubpaths, name) ? ofSubpaths[name as keyof typeof ofSubpaths] : "telltale";

/** Stands for a name of the library until {@link chooseNames} has chosen how it is called in the file. */
export const placeholder = (name: LibraryName): string => `$telltale_migrated_${name}$`;

const placeholders = /\$telltale_migrated_(\w+)\$/g;

/** An import that the file needs. */
export interface NeededImport {
  readonly from: string;
  readonly name: string;
  readonly local: string;
}

/** Replaces the placeholders by names that are free in the file: `trace`, or `telltaleTrace` where `trace` is taken. */
export function chooseNames(
  text: string,
  taken: ReadonlySet<string>,
  imported: ReadonlyMap<string, string>,
): { readonly text: string; readonly needed: readonly NeededImport[] } {
  const locals = new Map<LibraryName, string>();
  for (const [, found] of text.matchAll(placeholders)) {
    const name = found as LibraryName;
    const prefixed = `telltale${name[0]!.toUpperCase()}${name.slice(1)}`;
    locals.set(name, imported.get(`${moduleOf(name)} ${name}`) ?? (taken.has(name) ? prefixed : name));
  }
  return {
    text: text.replace(placeholders, (_, name: LibraryName) => locals.get(name)!),
    needed: [...locals]
      .filter(([name]) => !imported.has(`${moduleOf(name)} ${name}`))
      .map(([name, local]) => ({ from: moduleOf(name), name, local }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
