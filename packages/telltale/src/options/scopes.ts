// Tracers and meters that are to be silent, by the name of their instrumentation scope.
import type { ScopeRule } from "../engine/scope-rule.ts";
import { wildcard } from "../engine/wildcard.ts";
import { TelemetryError } from "../error.ts";

/** Whether the tracers, or meters, of a name are at work. */
export interface ScopeOptions {
  /** The name of an instrumentation scope, such as `@opentelemetry/instrumentation-fs`; `*` and `?` are wildcards. */
  readonly name: string;
  /** Default true. A silent tracer hands the context on; a silent meter takes no measurement. */
  readonly enabled?: boolean | undefined;
}

/** Settles the option `where`. @throws {TelemetryError} `TT_OPTION` when it is no list of names. */
export function settleScopes(
  where: "tracers" | "meters",
  given: readonly ScopeOptions[] = [],
): readonly ScopeRule[] {
  if (!Array.isArray(given)) throw wrong(where, given, "a list");
  return (given as readonly ScopeOptions[]).map((one, index) => {
    const { name, enabled = true } = one ?? {};
    if (typeof name !== "string" || name === "") throw wrong(`${where}[${index}].name`, name, "a name");
    if (typeof enabled !== "boolean") throw wrong(`${where}[${index}].enabled`, enabled, "true or false");
    return { matches: wildcard(name), enabled };
  });
}

function wrong(where: string, value: unknown, expected: string): TelemetryError {
  return new TelemetryError(
    "TT_OPTION",
    `Cannot use \`${String(value)}\` as \`${where}\`: expected ${expected}.`,
  );
}
