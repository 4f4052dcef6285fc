// Rules about a signal: whether it is declared, its instrument and unit, and the attributes that it must have.
import type { AttributeUse, Deprecated, Metric, RequirementLevel } from "../catalog.ts";
import type { Stability } from "../declaration.ts";
import { declarationPath } from "../finding.ts";
import { deprecation, deprecationContext, nameForm, similarName } from "./attribute-names.ts";
import type { SignalFact } from "./facts.ts";
import type { Draft, LiveFindingId } from "./live-finding.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What all declared signals have. */
export interface Declared {
  readonly attributes: readonly AttributeUse[];
  readonly entities?: readonly string[] | undefined;
  readonly deprecated?: Deprecated;
  readonly stability?: Stability;
}

const parts = {
  span: "spans",
  span_event: "events",
  metric: "metrics",
  event: "events",
  log: "logs",
} as const;
const nouns = { span: "Span", span_event: "Event", metric: "Metric", event: "Event", log: "Log" } as const;

/** The declaration of a signal; undefined when there is none. */
export function declarationOf({ kind, name }: SignalFact, vocabulary: Vocabulary): Declared | undefined {
  if (kind === "metric") return vocabulary.metric(name);
  if (kind === "span") return vocabulary.span(name);
  if (kind === "log") return vocabulary.log(name);
  return vocabulary.event(name);
}

/** Whether only the conventions declare this metric or event, so that the instrumentation of a library emits it. */
export function isOfConventions({ kind, name }: SignalFact, vocabulary: Vocabulary): boolean {
  if (kind === "span" || kind === "log") return false;
  const part = kind === "metric" ? "metric" : "event";
  return !vocabulary.isOwn(part, name) && vocabulary[part](name) !== undefined;
}

/** The path of the declaration of a signal. */
function pathOf({ kind, name }: SignalFact, field?: string): string {
  return declarationPath(parts[kind], name, ...(field === undefined ? [] : [field]));
}

/** Returns what is wrong with a signal itself. That a library emits something unstable is not reported: its users cannot change it. */
export function judgeSignal(
  fact: SignalFact,
  declared: Declared | undefined,
  vocabulary: Vocabulary,
): Draft[] {
  const drafts =
    declared === undefined
      ? judgeMissing(fact, vocabulary)
      : judgeState(fact, declared).filter(
          ({ id }) => id !== "not_stable" || !isOfConventions(fact, vocabulary),
        );
  if (fact.kind === "metric") {
    if (!nameForm.test(fact.name))
      drafts.push({
        id: "invalid_format",
        message: `Metric name '${fact.name}' does not match name formatting rules.`,
        fix: "Use lower-case letters, digits, `_` and dots.",
        context: { metric_name: fact.name },
      });
    if (declared !== undefined) judgeMetric(fact, declared as Metric, drafts);
  }
  return drafts;
}

function judgeMissing(fact: SignalFact, vocabulary: Vocabulary): Draft[] {
  const { kind, name } = fact;
  if (kind === "log" || kind === "span_event") return [];
  const near = vocabulary.similar(kind, name);
  const drafts: Draft[] = near === undefined ? [] : [similarName(kind, name, near)];
  if (kind === "span") return drafts;
  drafts.unshift({
    id: kind === "metric" ? "missing_metric" : "missing_event",
    message: `${nouns[kind]} '${name}' does not exist in the registry.`,
    fix: near === undefined ? `Declare \`${name}\` in the catalog.` : `Did you mean \`${near}\`?`,
    context: { [`${kind}_name`]: name },
  });
  return drafts;
}

function judgeState(fact: SignalFact, { deprecated, stability }: Declared): Draft[] {
  const { kind, name } = fact;
  const drafts: Draft[] = [];
  const nameKey = kind === "metric" ? "metric_name" : kind === "span" ? "span_name" : "event_name";
  if (deprecated !== undefined)
    drafts.push({
      ...deprecation(nouns[kind], name, deprecated),
      path: pathOf(fact, "deprecated"),
      context: { [nameKey]: name, ...deprecationContext(deprecated) },
    });
  if (stability !== undefined && stability !== "stable")
    drafts.push({
      id: "not_stable",
      message: `${nouns[kind]} '${name}' is not stable; stability = ${stability}.`,
      fix: "Expect that it changes, or use a stable signal.",
      path: pathOf(fact, "stability"),
      context: { [nameKey]: name, stability },
    });
  return drafts;
}

const instruments: ReadonlySet<string> = new Set(["counter", "updowncounter", "gauge", "histogram"]);

function judgeMetric(fact: SignalFact, metric: Metric, drafts: Draft[]): void {
  const { instrument, unit } = fact;
  if (instrument !== undefined && instrument !== metric.instrument) {
    const supported = instruments.has(instrument);
    drafts.push({
      id: "unexpected_instrument",
      message: supported
        ? `Instrument should be '${metric.instrument}', but found '${instrument}'.`
        : `Instrument '${instrument}' is not supported`,
      fix: `Emit \`${fact.name}\` with a ${metric.instrument}.`,
      path: pathOf(fact, "kind"),
      context: { instrument, ...(supported ? { expected: metric.instrument } : {}) },
      same: `${fact.name}\0${instrument}`,
    });
  }
  if (unit !== undefined && unit !== metric.unit)
    drafts.push({
      id: "unit_mismatch",
      message: `Unit should be '${metric.unit}', but found '${unit}'.`,
      fix: `Emit \`${fact.name}\` in \`${metric.unit}\`, and convert its values.`,
      path: pathOf(fact, "unit"),
      context: { unit, expected: metric.unit },
      same: `${fact.name}\0${unit}`,
    });
}

const absent = {
  required: ["required_attribute_not_present", "Required"],
  recommended: ["recommended_attribute_not_present", "Recommended"],
  opt_in: ["opt_in_attribute_not_present", "Opt-in"],
  conditionally_required: ["conditionally_required_attribute_not_present", "Conditionally required"],
} as const satisfies Readonly<Record<RequirementLevel, readonly [LiveFindingId, string]>>;

const levelFields = {
  required: "attributes",
  recommended: "recommended",
  opt_in: "optIn",
  conditionally_required: "conditional",
} as const;

/**
 * Returns which attributes of a declared signal are absent. A required one must be on every record, the others on some. What is
 * deprecated need not arrive.
 *
 * @param onlyRequired of what only the conventions declare, and libraries emit, and of a part of the records.
 */
export function judgePresence(
  fact: SignalFact,
  declared: Declared,
  vocabulary: Vocabulary,
  onlyRequired: boolean,
): Draft[] {
  if (declared.attributes.length === 0) return [];
  const drafts: Draft[] = [];
  const counts = new Map(fact.attributes.map(({ key, count }) => [key, count ?? fact.count]));
  for (const { key, level } of declared.attributes) {
    if (
      level !== "required" &&
      (onlyRequired || vocabulary.attribute(key)?.attribute.deprecated !== undefined)
    )
      continue;
    let present = counts.get(key) ?? 0;
    if (present === 0 && vocabulary.isTemplate(key)) {
      for (const [name, count] of counts) if (name.startsWith(`${key}.`)) present = Math.max(present, count);
    }
    const missing = fact.count - present;
    if (missing <= 0 || (level !== "required" && present > 0)) continue;
    const [id, adjective] = absent[level];
    drafts.push({
      id,
      message: `${adjective} attribute '${key}' is not present.`,
      fix: `Add \`${key}\` where \`${fact.name}\` is emitted, or change its requirement level.`,
      path: pathOf(fact, levelFields[level]),
      attribute: key,
      count: missing,
      emitted: fact.location,
      context: { attribute_key: key },
    });
  }
  return drafts;
}
