// Rules for spans as one function, called when the end of a span is fixed, after all processors: what is set here leaves.
import { diag } from "../engine/api/diag.ts";
import type { AnyValue } from "otlp";
import { compileEnd } from "../conditions/compile.ts";
import { createRecordedFacts } from "../conditions/recorded-facts.ts";
import type { SpanFacts } from "../conditions/facts.ts";
import { absorbContext } from "../engine/context/absorb-context.ts";
import type { AttributeList } from "../engine/attributes/attribute-list.ts";
import { listOf } from "../engine/context/context-attributes.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { normalName } from "../engine/cardinality/normal-name.ts";
import type { RecordedSpan } from "../engine/recording/recorded-span.ts";
import { redactText } from "../engine/redaction/redaction.ts";
import type { ResourceView } from "../engine/resource/resource-view.ts";
import { toText } from "../engine/attributes/value.ts";
import { type Subject, valueOf } from "./attributes.ts";
import { compileChanges, describeRule, jsonChange } from "./changes.ts";
import type { EnrichmentRule } from "./rule.ts";

/** Changes one span. */
export type ChangeSpan = (span: RecordedSpan) => void;

/** One step: what it does to spans that it is for. */
export interface SpanStep {
  readonly label: string;
  readonly applies: ((facts: SpanFacts) => boolean) | undefined;
  readonly change: (span: RecordedSpan, subject: Subject) => void;
  /** Whether it needs no subject: all it does is to add. */
  readonly isPlain?: boolean | undefined;
}

/** Compiles `rule`, which has been checked, into a step. @throws {TelemetryError} `TT_RULE` for its condition */
export function spanStep(rule: EnrichmentRule, path: string): SpanStep {
  const changes = compileChanges(rule);
  const json = jsonChange(rule.json);
  const name = rule.spanName === undefined ? undefined : template(rule.spanName);
  return {
    label: describeRule(rule, path),
    applies: rule.when === undefined ? undefined : compileEnd(rule.when, `${path}.when`),
    change(span, subject) {
      for (let at = 0; at < changes.length; at++) changes[at]?.(subject);
      if (json !== undefined) changeInside(span, json);
      if (rule.normalizeName === true) span.name = normalName(span.name);
      const given = name?.(subject);
      if (given !== undefined) span.updateName(given);
    },
  };
}

/**
 * Folds `steps` into one function. One that throws leaves the span as it is by then, and is counted.
 *
 * With `reports`, each change of a span is reported through `diag`.
 */
export function foldSteps(steps: readonly SpanStep[], resource: ResourceView, reports: boolean): ChangeSpan {
  const facts = createRecordedFacts(resource);
  const subject = createSubject();
  const [first, second] = steps;
  if (first?.isPlain === true && second === undefined && !reports) return alone(first, subject);
  return (span) => {
    let done: string[] | undefined;
    try {
      facts.about(span);
      subject.about(span);
      for (let at = 0; at < steps.length; at++) {
        const { applies, change, label } = steps[at] as SpanStep;
        if (applies !== undefined && !applies(facts)) continue;
        change(span, subject);
        if (reports) (done ??= []).push(label);
      }
    } catch (error) {
      report("enrichment_failed", error);
    } finally {
      facts.about(undefined);
      subject.about(undefined);
    }
    if (done !== undefined)
      diag.debug(`telltale: enrichment of span \`${redactText(span.name)}\`: ${done.join("; ")}`);
  };
}

/** One step that needs to know nothing: the usual one is the preset. */
function alone({ change }: SpanStep, subject: Subject): ChangeSpan {
  return (span) => {
    try {
      change(span, subject);
    } catch (error) {
      report("enrichment_failed", error);
    }
  };
}

function createSubject(): Subject & { about(span: RecordedSpan | undefined): void } {
  let span: RecordedSpan | undefined;
  const nothing: AttributeList = [];
  const subject = {
    own: nothing,
    from: 0,
    inherited: undefined as Readonly<AttributeList> | undefined,
    about(next: RecordedSpan | undefined) {
      span = next;
      subject.own = next?.own ?? nothing;
      subject.inherited = next?.context === undefined ? undefined : listOf(next.context);
    },
    absorb() {
      if (span?.context === undefined) return;
      span.droppedAttributes += absorbContext(span.own, span.context, span.limits);
      span.context = undefined;
      subject.inherited = undefined;
    },
  };
  return subject;
}

// attributes of events and links are not shared
function changeInside(span: RecordedSpan, change: (key: string, value: AnyValue) => AnyValue): void {
  for (const { attributes } of [...(span.events ?? []), ...(span.links ?? [])])
    for (let at = 0; at < attributes.length; at += 2)
      attributes[at + 1] = change(attributes[at] as string, attributes[at + 1] as AnyValue);
}

/** The name that `text` comes to, undefined where an attribute it asks for is not there. */
function template(text: string): (subject: Subject) => string | undefined {
  const parts = text.split(/\{\{([^{}]+)\}\}/).map((part, at) => (at % 2 === 0 ? part : part.trim()));
  if (parts.length === 1) return () => text;
  return (subject) => {
    let name = "";
    for (const [at, part] of parts.entries()) {
      if (at % 2 === 0) {
        name += part;
        continue;
      }
      const value = valueOf(subject, part);
      if (value === undefined || value === null) return undefined;
      name += toText(value);
    }
    return name;
  };
}
