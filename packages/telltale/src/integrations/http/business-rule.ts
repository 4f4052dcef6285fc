// Routes of the business as they are used: read, checked, and ready to be looked up.
import type { Condition, Source } from "./business-source.ts";

/** The fields of a route that say where a value is found, by what the route is of. */
export const sourceFields = {
  transaction: ["id", "user", "session", "amount", "currency", "reason"],
  funnel: ["user", "session"],
  journey: ["user", "session"],
  interaction: ["customer", "channel", "tier", "result", "satisfaction", "value", "currency"],
} as const;
export type SourceField = (typeof sourceFields)[keyof typeof sourceFields][number];

/** A {@link BusinessRoute} as it is used. */
export interface BusinessRule {
  /** Its place, for messages. */
  readonly place: string;
  readonly kind: "transaction" | "funnel" | "journey" | "interaction";
  readonly type: string;
  readonly step: string | undefined;
  readonly stepIndex: number | undefined;
  readonly sources: Readonly<Partial<Record<SourceField, Source>>>;
  readonly attributes: readonly (readonly [name: string, source: Source])[];
  readonly conditions: readonly Condition[];
}

/** Requests that a rule is for. */
export interface RoutePattern {
  readonly method: string;
  /** Undefined for a path without parameters. */
  readonly form: RegExp | undefined;
  readonly names: readonly string[];
  readonly path: string;
  readonly rules: readonly BusinessRule[];
  readonly readsRequestBody: boolean;
  readonly readsResponseBody: boolean;
}

/** Routes as they are looked up: those without parameters by their text. */
export interface BusinessRules {
  readonly exact: ReadonlyMap<string, RoutePattern>;
  readonly patterns: readonly RoutePattern[];
}

/** A path without the slash at its end, which frameworks do not mind. */
export function trimSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
