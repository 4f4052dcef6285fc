// Rules for log records as one function, called before a record is written, after all processors. Business records keep their facts and
// are never dropped.
import { severities } from "../engine/api/enums.ts";
import { diag } from "../engine/api/diag.ts";
import { compileEnd } from "../conditions/compile.ts";
import type { SpanFacts } from "../conditions/facts.ts";
import { indexIn } from "../engine/context/context-attributes.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import type { OpenRecord } from "../engine/enrichment/enrichment.ts";
import { redactText } from "../engine/redaction/redaction.ts";
import type { ResourceView } from "../engine/resource/resource-view.ts";
import { toAnyValue, toText } from "../engine/attributes/value.ts";
import type { Subject } from "./attributes.ts";
import { compileChanges, describeRule, jsonChange } from "./changes.ts";
import { type EnrichmentRule, isDropping } from "./rule.ts";

/** A rule for log records, ready to be asked. */
export interface LogStep {
  readonly label: string;
  readonly applies: ((facts: SpanFacts) => boolean) | undefined;
  readonly severity: number;
  /** Whether the record stays. */
  change(record: OpenRecord, subject: Subject): boolean;
}

/** Compiles `rule`, which has been checked, into a step. @throws {TelemetryError} `TT_RULE` for its condition */
export function logStep(rule: EnrichmentRule, path: string): LogStep {
  const { severity = 0 } = rule;
  const json = jsonChange(rule.json);
  const changes = compileChanges(rule);
  return {
    label: describeRule(rule, path),
    applies: rule.when === undefined ? undefined : compileEnd(rule.when, `${path}.when`),
    severity: typeof severity === "number" ? severity : severities[severity],
    change(record, subject) {
      if (isDropping(rule)) return record.facts > 0;
      for (const change of changes) change(subject);
      if (json !== undefined && typeof record.body === "object" && record.facts === 0)
        record.body = json("body", toAnyValue(record.body));
      return true;
    },
  };
}

/** Folds `steps` into one function, which says whether a record stays. */
export function foldLogSteps(
  steps: readonly LogStep[],
  resource: ResourceView,
  reports: boolean,
): (record: OpenRecord) => boolean {
  return (record) => {
    const done: string[] = [];
    let stays = true;
    try {
      const facts = factsOf(record, resource);
      const subject = { own: record.attributes, from: record.facts, inherited: undefined, absorb() {} };
      const severity = typeof record.severityNumber === "number" ? record.severityNumber : 0;
      for (const step of steps) {
        if (severity < step.severity || step.applies?.(facts) === false) continue;
        stays = step.change(record, subject);
        if (reports) done.push(stays ? step.label : `${step.label}dropped`);
        if (!stays) break;
      }
    } catch (error) {
      report("enrichment_failed", error);
    }
    if (reports && done.length > 0)
      diag.debug(`telltale: enrichment of record \`${redactText(nameOf(record))}\`: ${done.join("; ")}`);
    return stays;
  };
}

function nameOf({ eventName }: OpenRecord): string {
  return eventName === undefined || eventName === null ? "" : toText(eventName);
}

function factsOf(record: OpenRecord, resource: ResourceView): SpanFacts {
  const { attributes, severityNumber } = record;
  return {
    name: nameOf(record),
    kind: "internal",
    parent: "none",
    error: typeof severityNumber === "number" && severityNumber >= severities.error,
    attribute(key) {
      const at = indexIn(attributes, key);
      return at === -1 ? undefined : attributes[at + 1];
    },
    resource: (key) => resource.attributes[key],
    baggage: () => undefined,
  };
}
