// Conditions by name, for those who write them in code: each returns the plain data that a file would hold.
import type {
  Combined,
  Globs,
  SeverityName,
  SpanFields,
  TraceFields,
  TransactionCondition,
  ValueCondition,
} from "../conditions/condition.ts";

/**
 * A span of the trace has the status ERROR.
 *
 * @example
 * ```ts
 * import { error } from "telltale/sampling";
 *
 * error(); // => { error: true }
 * ```
 */
export function error(): Pick<TraceFields, "error"> {
  return { error: true };
}

/**
 * The local root, or in enrichment the span, took longer than `ms`.
 *
 * @example
 * ```ts
 * import { slowerThan } from "telltale/sampling";
 *
 * slowerThan(1000); // => { slowerThanMs: 1000 }
 * ```
 */
export function slowerThan(ms: number): Pick<TraceFields, "slowerThanMs"> {
  return { slowerThanMs: ms };
}

/**
 * Some span of the trace took longer than `ms`.
 *
 * @example
 * ```ts
 * import { anySpanSlowerThan } from "telltale/sampling";
 *
 * anySpanSlowerThan(250); // => { anySpanSlowerThanMs: 250 }
 * ```
 */
export function anySpanSlowerThan(ms: number): Pick<TraceFields, "anySpanSlowerThanMs"> {
  return { anySpanSlowerThanMs: ms };
}

/**
 * The attribute `key` is `value`: a value, a glob, a list of them, or tests such as `{ exists: true }` and `{ gte: 500 }`. Without
 * a value: it is there.
 *
 * @example
 * ```ts
 * import { attribute } from "telltale/sampling";
 *
 * attribute("customer.tier", ["vip", "gold*"]); // => { attributes: { "customer.tier": ["vip", "gold*"] } }
 * ```
 */
export function attribute(
  key: string,
  value: ValueCondition = { exists: true },
): Pick<SpanFields, "attributes"> {
  return { attributes: { [key]: value } };
}

/**
 * The span's name fits one of `patterns`; `*` matches any characters, `?` one.
 *
 * @example
 * ```ts
 * import { name } from "telltale/sampling";
 *
 * name("charge *", "refund"); // => { name: ["charge *", "refund"] }
 * ```
 */
export function name(...patterns: readonly string[]): Pick<SpanFields, "name"> {
  return { name: patterns };
}

/**
 * The route, or the path of the URL, fits one of `patterns`.
 *
 * @example
 * ```ts
 * import { route } from "telltale/sampling";
 *
 * route("/checkout", "/orders/*"); // => { route: ["/checkout", "/orders/*"] }
 * ```
 */
export function route(...patterns: readonly string[]): Pick<SpanFields, "route"> {
  return { route: patterns };
}

/**
 * A transaction that is like this ended in the trace.
 *
 * @example
 * ```ts
 * import { transaction } from "telltale/sampling";
 *
 * transaction({ type: "purchase", minAmount: 500, currency: "EUR" });
 * // => { transaction: { type: "purchase", minAmount: 500, currency: "EUR" } }
 * ```
 */
export function transaction(like: TransactionCondition): Pick<TraceFields, "transaction"> {
  return { transaction: like };
}

/**
 * A step of one of these journeys or funnels was taken in the trace.
 *
 * @example
 * ```ts
 * import { journey } from "telltale/sampling";
 *
 * journey("signup"); // => { journey: ["signup"] }
 * ```
 */
export function journey(...names: readonly string[]): { readonly journey: Globs } {
  return { journey: names };
}

/**
 * The trace has more than `count` spans in this process.
 *
 * @example
 * ```ts
 * import { moreSpansThan } from "telltale/sampling";
 *
 * moreSpansThan(100); // => { minSpans: 101 }
 * ```
 */
export function moreSpansThan(count: number): Pick<TraceFields, "minSpans"> {
  return { minSpans: count + 1 };
}

/**
 * A log record of `severity`, or a higher one, was made in the trace.
 *
 * @example
 * ```ts
 * import { logged } from "telltale/sampling";
 *
 * logged("error"); // => { logSeverity: "error" }
 * ```
 */
export function logged(severity: SeverityName | number): Pick<TraceFields, "logSeverity"> {
  return { logSeverity: severity };
}

/**
 * One of `conditions` holds.
 *
 * @example
 * ```ts
 * import { any, error, slowerThan } from "telltale/sampling";
 *
 * any(error(), slowerThan(1000)); // => { any: [{ error: true }, { slowerThanMs: 1000 }] }
 * ```
 */
export function any<Conditions extends readonly unknown[]>(
  ...conditions: Conditions
): Required<Pick<Combined<Conditions[number]>, "any">> {
  return { any: conditions };
}

/**
 * Each of `conditions` holds.
 *
 * @example
 * ```ts
 * import { all, attribute, error } from "telltale/sampling";
 *
 * all(error(), attribute("tenant.id", "acme")); // => { all: [{ error: true }, { attributes: { "tenant.id": "acme" } }] }
 * ```
 */
export function all<Conditions extends readonly unknown[]>(
  ...conditions: Conditions
): Required<Pick<Combined<Conditions[number]>, "all">> {
  return { all: conditions };
}

/**
 * `condition` does not hold.
 *
 * @example
 * ```ts
 * import { not, route } from "telltale/sampling";
 *
 * not(route("/internal/*")); // => { not: { route: ["/internal/*"] } }
 * ```
 */
export function not<C>(condition: C): Required<Pick<Combined<C>, "not">> {
  return { not: condition };
}
