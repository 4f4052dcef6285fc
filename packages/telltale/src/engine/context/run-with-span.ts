// Work with a span active. Whatever goes wrong around it, it is called once.
import type { Span } from "@opentelemetry/api";
import { report } from "../diagnostics/diagnose.ts";
import { activeScope, enterScope, type Scope, storage } from "./scope.ts";

/**
 * Runs `fn` with `span` active inside `scope`, or inside the active one, and hands it over. An error of the library's own is counted, and `fn`
 * runs in `scope`.
 */
export function runWithSpan<S extends Span, T>(scope: Scope | undefined, span: S, fn: (span: S) => T): T {
  let inside = scope;
  try {
    inside = enterScope(scope ?? activeScope(), span);
  } catch (error) {
    report("internal_error", error);
  }
  return inside === undefined ? fn(span) : storage.run(inside, fn, span);
}
