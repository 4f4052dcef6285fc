// `defineCatalog`: what a program emits, declared once, as data with its literal types.
import type { CatalogDeclaration } from "catalog";
import { calls, type CatalogApi } from "./api.ts";

/** Marks a catalog for tools, whichever copy of the library made it. */
const mark: unique symbol = Symbol.for("telltale.catalog") as never;

/** A declaration with its literal types, and calls that are typed by it. */
export type DefinedCatalog<C> = C & {
  /**
   * The calls of `telltale`, typed by this catalog: for code that cannot use the global `Register`, such as a library with a catalog of its own.
   * They are the very same functions, so that they cost the same.
   *
   * @example
   * ```ts
   * import { defineCatalog } from "telltale/catalog";
   *
   * const catalog = defineCatalog({ name: "shop", version: "1.0.0", spans: { "risk score": {} } });
   * const { trace } = catalog.api();
   * trace("risk score", () => 42); // => 42
   * ```
   */
  api(): CatalogApi<C>;
};

/**
 * Declares what an application emits: attributes, spans, metrics, logs, events, errors, transactions, journeys, workflows, and the alerts, objectives and
 * dashboards that are built on them. Returns the declaration with its literal types.
 *
 * Costs nothing at run time and checks nothing: `telltale catalog check` and `start({ catalog })` report mistakes.
 *
 * @example
 * ```ts
 * import { defineCatalog } from "telltale/catalog";
 *
 * const catalog = defineCatalog({
 *   name: "shop",
 *   version: "1.0.0",
 *   attributes: { "payment.method": { type: ["card", "invoice"], description: "How the customer pays." } },
 *   metrics: { "shop.orders": { kind: "counter", unit: "{order}", attributes: ["payment.method"] } },
 * });
 * catalog.metrics["shop.orders"].unit; // => "{order}"
 * ```
 */
export function defineCatalog<const C extends CatalogDeclaration>(declaration: C): DefinedCatalog<C> {
  const catalog = { ...declaration } as DefinedCatalog<C>;
  Object.defineProperty(catalog, "api", { value: () => calls });
  Object.defineProperty(catalog, mark, { value: callerOf(new Error("").stack) });
  return catalog;
}

/** Where `catalog` is defined, as `file:line`; undefined when it was not made by {@link defineCatalog}. */
export function sourceOf(catalog: object): string | undefined {
  const source = (catalog as Record<symbol, unknown>)[mark];
  return typeof source === "string" && source !== "" ? source : undefined;
}

/** The file and line of the frame below this one, relative to the working directory; empty where the stack does not name it. */
function callerOf(stack: string | undefined): string {
  const line = stack?.split("\n")[2] ?? "";
  const [, file = "", number = ""] = /\(?((?:file:\/\/)?[^()\s]*?):(\d+):\d+\)?$/.exec(line) ?? [];
  const path = file.replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, "");
  const folder = `${process.cwd()}/`;
  return path === "" ? "" : `${path.startsWith(folder) ? path.slice(folder.length) : path}:${number}`;
}
