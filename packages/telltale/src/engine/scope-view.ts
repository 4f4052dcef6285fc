// The instrumentation scope that a tracer or logger is asked for, whatever the caller gave.
import { report } from "./diagnose.ts";
import type { ScopeView } from "./log-processor.ts";
import { toText } from "./value.ts";

/**
 * How many tracers, and loggers, are kept. Handles keep working when they leave the cache: it only keeps a name from being built
 * twice.
 */
export const maxCached = 1000;

/** An invalid name gives a working tracer or logger that keeps it, and is told (specification: Get a Tracer, Get a Logger). */
export function toScopeView(
  what: "tracer" | "logger",
  name: unknown,
  version: unknown,
  options: { readonly schemaUrl?: unknown; readonly attributes?: unknown } | null | undefined,
): ScopeView {
  if (typeof name !== "string" || name === "")
    report(`${what}_without_name`, `a ${what} was asked for without a name`);
  const { schemaUrl, attributes } = options ?? {};
  return {
    name: textOf(name),
    version: textOf(version),
    schemaUrl: textOf(schemaUrl),
    attributes: attributes as ScopeView["attributes"],
  };
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? "" : toText(value);
}
