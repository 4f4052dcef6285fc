// Processors by configuration: presets and rules, plain data, become what the engine asks at the start and the end of spans and before
// records. Checked and compiled once.
import { isRecord, refusal, refuseUnknown } from "../conditions/refusal.ts";
import type { MakeEnrichment } from "../engine/enrichment/enrichment.ts";
import { compileAtStart, compileFilter, dropsAtStart } from "./dropping.ts";
import { foldLogSteps, type LogStep, logStep } from "./log-rules.ts";
import { markStep } from "./marks.ts";
import { checkRule, type EnrichmentRule, isDropping, type MarkOptions, signalsOf } from "./rule.ts";
import { foldSteps, type SpanStep, spanStep } from "./span-rules.ts";

/** Enrichment, resolved. */
export interface EnrichmentSettings {
  readonly make: MakeEnrichment;
  /** Whether spans are dropped by what is known at their end: then ended ones have to wait for their trace. */
  readonly filters: boolean;
}

/** How data becomes enrichment. */
export interface EnrichmentContext {
  /** The path of the data, for errors. */
  readonly path: string;
  /** The version that marks contain. */
  readonly version: string;
  /** Whether each change of a span or record is reported through `diag`. */
  readonly reports: boolean;
}

interface Placed {
  readonly rule: EnrichmentRule;
  readonly path: string;
}

/** Enrichment out of plain data: `"marks"`, an object with `marks` and `rules`, or a list of them. @throws {TelemetryError} `TT_RULE` */
export function enrichmentOfData(data: unknown, context: EnrichmentContext): EnrichmentSettings {
  const spans: SpanStep[] = [];
  const logs: LogStep[] = [];
  const starts: Placed[] = [];
  const ends: Placed[] = [];
  const list = Array.isArray(data) ? (data as readonly unknown[]) : [data];
  for (const [index, one] of list.entries()) {
    const path = Array.isArray(data) ? `${context.path}[${index}]` : context.path;
    const { marks, rules } = readOptions(one, path);
    for (const placed of rules) {
      const { rule, path: place } = placed;
      const signals = signalsOf(rule, place);
      if (signals.includes("logs")) logs.push(logStep(rule, place));
      if (!signals.includes("spans")) continue;
      if (!isDropping(rule)) spans.push(spanStep(rule, place));
      else (dropsAtStart(rule) ? starts : ends).push(placed);
    }
    if (marks !== undefined) spans.push(markStep(marks, `${path}.marks`, context.version));
  }
  const atStart = compileAtStart(starts);
  const filter = compileFilter(ends);
  const { reports } = context;
  return {
    filters: ends.length > 0,
    make: (resource) => ({
      span: spans.length === 0 ? undefined : foldSteps(spans, resource, reports),
      atStart: atStart(resource, reports),
      filter: filter(resource, reports),
      record: logs.length === 0 ? undefined : foldLogSteps(logs, resource, reports),
    }),
  };
}

function readOptions(
  given: unknown,
  path: string,
): { readonly marks: MarkOptions | true | undefined; readonly rules: readonly Placed[] } {
  if (given === "marks") return { marks: true, rules: [] };
  if (!isRecord(given))
    throw refusal(path, given, "the preset `marks`, or an object with `marks` or `rules`");
  refuseUnknown(given, ["marks", "rules"], path);
  const { marks, rules = [] } = given;
  if (!Array.isArray(rules)) throw refusal(`${path}.rules`, rules, "a list of rules");
  return {
    marks: marks === undefined || marks === false ? undefined : (marks as MarkOptions | true),
    rules: rules.map((rule, at) => ({
      rule: checkRule(rule, `${path}.rules[${at}]`),
      path: `${path}.rules[${at}]`,
    })),
  };
}
