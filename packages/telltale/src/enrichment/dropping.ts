// Spans that are not to leave. By what is known when it starts a span is not made at all: what is below it goes to its parent, or nowhere.
// By what is known at its end it is taken out of its trace when that has ended here, and only where no span is left without a parent.
import { diag } from "../engine/api/diag.ts";
import { compileEnd, compileStart } from "../conditions/compile.ts";
import type { SpanFacts } from "../conditions/facts.ts";
import { createRecordedFacts } from "../conditions/recorded-facts.ts";
import { createStartFacts } from "../conditions/start-facts.ts";
import type { Enrichment, StartResult } from "../engine/enrichment/enrichment.ts";
import type { SpanFilter } from "../engine/tail-buffer/span-filter.ts";
import { redactText } from "../engine/redaction/redaction.ts";
import type { ResourceView } from "../engine/resource/resource-view.ts";
import { toText } from "../engine/attributes/value.ts";
import { askedFields } from "./asked-fields.ts";
import type { EnrichmentRule } from "./rule.ts";

type AtStart = NonNullable<Enrichment["atStart"]>;

/** Whether `rule`, which drops, can do so before the span is made. */
export function dropsAtStart({ when, at }: EnrichmentRule): boolean {
  return at === undefined ? isKnownAtStart(when) : at === "start";
}

const early = ["name", "kind", "parent"];

// names and attributes may change until the end, but rules by name are meant for what things are called
function isKnownAtStart(when: unknown): boolean {
  return askedFields(when)?.every((field) => early.includes(field)) === true;
}

/** Asks rules that drop before a span is made, the first that holds counts. @throws {TelemetryError} `TT_RULE` for a condition */
export function compileAtStart(
  rules: readonly { readonly rule: EnrichmentRule; readonly path: string }[],
): (resource: ResourceView, reports: boolean) => AtStart | undefined {
  const tests = rules.map(({ rule, path }) => ({
    applies: compileStart(rule.when, `${path}.when`),
    fate: (rule.drop === "subtree" ? "silence" : "passOver") as StartResult,
    label: rule.name ?? path,
  }));
  return (resource, reports) => {
    if (tests.length === 0) return undefined;
    const facts = createStartFacts(() => resource.attributes);
    return (name, kind, options, parent, scope) => {
      const given = toText(name);
      try {
        facts.set(given, kind, options, parent, scope);
        const found = first(tests, facts);
        if (found === undefined) return "make";
        if (reports)
          diag.debug(
            `telltale: enrichment: span \`${redactText(given)}\` dropped at its start by ${found.label}`,
          );
        return found.fate;
      } finally {
        facts.clear();
      }
    };
  };
}

/** Asks rules that drop when a span has ended. @throws {TelemetryError} `TT_RULE` for a condition */
export function compileFilter(
  rules: readonly { readonly rule: EnrichmentRule; readonly path: string }[],
): (resource: ResourceView, reports: boolean) => SpanFilter | undefined {
  const tests = rules.map(({ rule, path }) => ({
    applies: compileEnd(rule.when, `${path}.when`),
    fate: rule.drop === "subtree" ? ("dropSubtree" as const) : ("drop" as const),
    label: rule.name ?? path,
  }));
  return (resource, reports) => {
    if (tests.length === 0) return undefined;
    const facts = createRecordedFacts(resource);
    return (span) => {
      facts.about(span);
      const found = first(tests, facts);
      facts.about(undefined);
      if (found === undefined) return "keep";
      if (reports)
        diag.debug(`telltale: enrichment: span \`${redactText(span.name)}\` is not wanted by ${found.label}`);
      return found.fate;
    };
  };
}

function first<T extends { readonly applies: (facts: SpanFacts) => boolean }>(
  tests: readonly T[],
  facts: SpanFacts,
): T | undefined {
  for (let at = 0; at < tests.length; at++) if ((tests[at] as T).applies(facts)) return tests[at];
  return undefined;
}
