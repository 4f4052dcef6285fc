// Keys of attributes that no catalog has and that did not arrive before: of these, findings name the hour since when they arrive.
import { type ApiContext, run } from "../context.ts";
import { inPieces } from "../../turns/in-pieces.ts";
import type { Arrivals, ShapeRow } from "./arrivals.ts";
import type { Conventions } from "./conventions.ts";
import type { Declared } from "./declared.ts";
import { typedKeys } from "./facts.ts";
import { isOwnName } from "./own-names.ts";
import { type CatalogWindow, windowParams } from "./window.ts";

/** Of more, only those with most traffic are looked up. */
const most = 2000;

export interface NewKeys {
  readonly keys: ReadonlySet<string>;
  /** Whether more keys arrived than are looked up. */
  readonly isCut: boolean;
}

export interface KnownNames {
  readonly declared: Declared;
  readonly conventions: Conventions;
  readonly window: CatalogWindow;
}

/** The keys that arrived in the window and not in the 30 days before it, without declared ones. */
export async function readNewKeys(
  { shapes }: Arrivals,
  { declared, conventions, window }: KnownNames,
  context: ApiContext,
): Promise<NewKeys> {
  const known = new Set(declared.catalog.attributes.map(({ name }) => name));
  const isKnown = (key: string): boolean =>
    known.has(key) || isOwnName(key) || conventions.attribute(key) !== undefined;
  const found = await inPieces(undeclaredKeys(shapes, isKnown));
  if (found.size === 0) return { keys: new Set(), isCut: false };
  const undeclared = [...found].slice(0, most).toSorted();
  const { from } = windowParams(window);
  const before = await run<{ key: string }>(context, "catalog-keys-before", { from, keys: undeclared });
  const old = new Set(before.map(({ key }) => key));
  const keys = new Set(undeclared.filter((key) => !old.has(key)));
  return { keys, isCut: found.size > most };
}

/** In the order of `shapes`: those with most traffic first. One more than are looked up is enough. */
function* undeclaredKeys(
  shapes: readonly ShapeRow[],
  isKnown: (key: string) => boolean,
): Generator<void, ReadonlySet<string>> {
  const keys = new Set<string>();
  const seen = new Set<string>();
  for (const row of shapes) {
    yield;
    for (const [key] of typedKeys(row)) {
      if (seen.has(key)) continue;
      seen.add(key);
      if (!isKnown(key)) keys.add(key);
      if (keys.size > most) return keys;
    }
  }
  return keys;
}
