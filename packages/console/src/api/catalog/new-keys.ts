// Keys of attributes that no catalog has and that did not arrive before: of these, findings name the hour since when they arrive.
import { type ApiContext, run } from "../context.ts";
import type { Arrivals } from "./arrivals.ts";
import type { Conventions } from "./conventions.ts";
import type { Declared } from "./declared.ts";
import { typedKeys } from "./facts.ts";
import { isOwnName } from "./own-names.ts";
import { type CatalogWindow, windowParams } from "./window.ts";

/** Of more, only the first are looked up. */
const most = 2000;

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
): Promise<ReadonlySet<string>> {
  const known = new Set(declared.catalog.attributes.map(({ name }) => name));
  const keys = new Set(shapes.flatMap((row) => typedKeys(row).map(([key]) => key)));
  const undeclared = [...keys]
    .filter((key) => !known.has(key) && !isOwnName(key) && conventions.attribute(key) === undefined)
    .toSorted()
    .slice(0, most);
  if (undeclared.length === 0) return new Set();
  const { from } = windowParams(window);
  const before = await run<{ key: string }>(context, "catalog-keys-before", { from, keys: undeclared });
  const old = new Set(before.map(({ key }) => key));
  return new Set(undeclared.filter((key) => !old.has(key)));
}
