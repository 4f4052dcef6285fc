// Different samplers for different spans, by what is known when they start.
import type { Attributes } from "@opentelemetry/api";
import { trace } from "../engine/api/trace.ts";
import type { Sampler } from "../engine/sampler/sampler.ts";
import { kindName, kindNames, type SpanKindName } from "../engine/span/span-kind.ts";
import { wildcards } from "catalog/wildcard";
import { TelemetryError } from "../error.ts";
import type { SamplingQuestion } from "./composite.ts";

/** What a span must be like; everything that is given must be true. */
export interface SpanCondition {
  /** Names; `*` matches any characters, `?` one. One of them must match. */
  readonly name?: string | readonly string[] | undefined;
  /** A word, or a `SpanKind` of OpenTelemetry. */
  readonly kind?: SpanKindName | number | undefined;
  /** Attributes that are given at the start, by equality. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  /** Where the parent is: `none` for roots, `local` in this process, `remote` in another. */
  readonly parent?: "none" | "local" | "remote" | undefined;
}

/** One rule: spans that `when` is true for are decided by `sampler`. */
export interface SamplingRule {
  /** Conditions of the span, or a function of the sampler's question that returns whether the rule counts. */
  readonly when: SpanCondition | ((...question: SamplingQuestion) => boolean);
  /** The sampler that decides those spans. */
  readonly sampler: Sampler;
}

/**
 * Asks the sampler of the first rule that fits, `otherwise` when none does (specification: trace SDK, RuleBased).
 *
 * @example
 * ```ts
 * import { start } from "telltale";
 * import { alwaysOff, alwaysOn, parentBased, ruleBased } from "telltale/otel";
 *
 * const probes = { when: { name: ["/health", "/ready"] }, sampler: alwaysOff() };
 * const sampler = parentBased({ root: ruleBased({ rules: [probes], otherwise: alwaysOn() }) });
 * const telemetry = start({ exporters: [], sampler });
 * await telemetry.stop();
 * ```
 * @throws {TelemetryError} `TT_RULE` when a rule names an unknown kind.
 */
export function ruleBased(options: {
  readonly rules: readonly SamplingRule[];
  readonly otherwise: Sampler;
}): Sampler {
  const rules = options.rules.map(({ when, sampler }) => ({ fits: toPredicate(when), sampler }));
  return {
    shouldSample(...question) {
      const rule = rules.find(({ fits }) => fits(...question));
      return (rule?.sampler ?? options.otherwise).shouldSample(...question);
    },
    toString: () =>
      `RuleBased{[${options.rules.map(({ sampler }) => String(sampler)).join(", ")}], otherwise=${options.otherwise}}`,
  };
}

function toPredicate(when: SamplingRule["when"]): (...question: SamplingQuestion) => boolean {
  if (typeof when === "function") return when;
  const { name, attributes, parent } = when;
  const kind = numberOf(when.kind);
  const fitsName = name === undefined ? undefined : wildcards([name].flat() as string[]);
  return (context, _traceId, spanName, spanKind, given) =>
    (fitsName === undefined || fitsName(spanName)) &&
    (kind === undefined || kind === spanKind) &&
    (attributes === undefined || holds(given, attributes)) &&
    (parent === undefined || parent === parentOf(context));
}

function numberOf(kind: SpanCondition["kind"]): number | undefined {
  if (kind === undefined) return undefined;
  const known = kindNames.indexOf(kindName(kind) as SpanKindName);
  if (known !== -1) return known;
  const expected = `one of ${kindNames.join(", ")}, or a SpanKind of OpenTelemetry`;
  throw new TelemetryError(
    "TT_RULE",
    `Cannot use \`${String(kind)}\` as \`when.kind\`: expected ${expected}.`,
  );
}

function holds(given: Attributes, wanted: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(wanted).every(([key, value]) => given[key] === value);
}

function parentOf(context: SamplingQuestion[0]): "none" | "local" | "remote" {
  const parent = trace.getSpanContext(context);
  if (parent === undefined || !trace.isSpanContextValid(parent)) return "none";
  return parent.isRemote === true ? "remote" : "local";
}
