// A finding of the live check. Ids, levels, context keys and sample types of Weaver are Weaver's own words, so that its tools read ours.
import type { Finding, FindingLevel } from "../finding.ts";
import type { FactLocation, SignalFact } from "./facts.ts";

/** The ids of OpenTelemetry Weaver's live check. */
type WeaverFindingId =
  | "missing_attribute"
  | "template_attribute"
  | "missing_metric"
  | "missing_event"
  | "deprecated"
  | "type_mismatch"
  | "not_stable"
  | "unit_mismatch"
  | "unexpected_instrument"
  | "undefined_enum_variant"
  | "required_attribute_not_present"
  | "recommended_attribute_not_present"
  | "opt_in_attribute_not_present"
  | "conditionally_required_attribute_not_present"
  | "entity_required_attribute_not_present"
  | "entity_recommended_attribute_not_present"
  | "entity_opt_in_attribute_not_present"
  | "entity_conditionally_required_attribute_not_present"
  | "entity_association_not_satisfied"
  | "missing_namespace"
  | "invalid_format"
  | "illegal_namespace"
  | "extends_namespace";

/** Ids that only Telltale has: they need counts, times or several versions, which a single record does not show. */
type OwnFindingId =
  | "similar_name"
  | "cardinality_exceeded"
  | "sensitive_value"
  | "unit_drift"
  | "type_drift"
  | "new_enum_value"
  | "dead_since"
  | "undeclared_since"
  | "signal_coverage"
  | "used_but_gone";

export type LiveFindingId = WeaverFindingId | OwnFindingId;

/** The level of each id. Those of Weaver have Weaver's levels. */
export const liveLevels: Readonly<Record<LiveFindingId, FindingLevel>> = {
  missing_attribute: "violation",
  template_attribute: "information",
  missing_metric: "violation",
  missing_event: "violation",
  deprecated: "violation",
  type_mismatch: "violation",
  not_stable: "improvement",
  unit_mismatch: "violation",
  unexpected_instrument: "violation",
  undefined_enum_variant: "information",
  required_attribute_not_present: "violation",
  recommended_attribute_not_present: "improvement",
  opt_in_attribute_not_present: "information",
  conditionally_required_attribute_not_present: "information",
  entity_required_attribute_not_present: "violation",
  entity_recommended_attribute_not_present: "improvement",
  entity_opt_in_attribute_not_present: "information",
  entity_conditionally_required_attribute_not_present: "information",
  entity_association_not_satisfied: "violation",
  missing_namespace: "improvement",
  invalid_format: "violation",
  illegal_namespace: "violation",
  extends_namespace: "information",
  similar_name: "improvement",
  cardinality_exceeded: "violation",
  sensitive_value: "violation",
  unit_drift: "violation",
  type_drift: "violation",
  new_enum_value: "improvement",
  dead_since: "improvement",
  undeclared_since: "improvement",
  signal_coverage: "information",
  used_but_gone: "violation",
};

export interface LiveFinding extends Finding {
  readonly id: LiveFindingId;
  /** `weaver.finding.sample.type`: what was looked at. */
  readonly sampleType: "attribute" | "span" | "span_event" | "metric" | "log" | "resource";
  /** `weaver.finding.signal.type`; absent when the finding is about no signal. */
  readonly signalType?: "span" | "metric" | "log" | "resource";
  /** `weaver.finding.signal.name`. */
  readonly signalName?: string;
  /** Key of the attribute that it is about. */
  readonly attribute?: string;
  /** `weaver.finding.context.<key>`. */
  readonly context: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** `weaver.finding.resource.attribute.<key>`: `service.name` and `service.version`. */
  readonly resource: Readonly<Record<string, string>>;
  /** Spans, data points or records that it holds for; `null` where this is not known, as of one of several values. */
  readonly count: number | null;
  /** When it was last so; Unix time in milliseconds. */
  readonly lastSeen?: number;
  /** Where the code emits it, when this is known. `location` is where the catalog declares it. */
  readonly emitted?: FactLocation;
}

/** What a rule says; the report adds signal, resource and count. */
export interface Draft {
  readonly id: LiveFindingId;
  readonly message: string;
  readonly fix?: string | undefined;
  readonly path?: string | undefined;
  readonly attribute?: string | undefined;
  readonly context: LiveFinding["context"];
  /** Texts that tell two findings of one id and service apart; by default the attribute and the signal. */
  readonly same?: string | undefined;
  /** By default all of what it is about. */
  readonly count?: number | null | undefined;
  readonly sampleType?: LiveFinding["sampleType"] | undefined;
  readonly emitted?: FactLocation | undefined;
  readonly lastSeen?: number | undefined;
}

/** What a finding is about. */
export type About = Pick<SignalFact, "name" | "service" | "version" | "count" | "lastSeen"> & {
  readonly kind: SignalFact["kind"] | "resource";
};

/** Collects findings. The same thing in several signals or versions of one service is one finding, with the counts added. */
export interface Report {
  add(draft: Draft, about?: About): void;
  findings(): LiveFinding[];
}

const signalTypes = {
  span: "span",
  span_event: "span",
  metric: "metric",
  event: "log",
  log: "log",
  resource: "resource",
} as const;

const sampleTypes = {
  span: "span",
  span_event: "span_event",
  metric: "metric",
  event: "log",
  log: "log",
  resource: "resource",
} as const;

type Changing = { -readonly [K in keyof LiveFinding]: LiveFinding[K] };

/** Creates an empty report. Of what arrives, findings after the first `most` are left out. */
export function createReport(most: number = Infinity): Report {
  const found = new Map<string, Changing>();
  return {
    add(draft, about) {
      const same = draft.same ?? [draft.attribute, about?.kind, about?.name].join("\0");
      const key = `${draft.id}\0${about?.service ?? ""}\0${same}`;
      const before = found.get(key);
      if (before === undefined) {
        if (about === undefined || found.size < most) found.set(key, toFinding(draft, about));
      } else {
        before.count = sumOf(before.count, countOf(draft, about));
        const last = draft.lastSeen ?? about?.lastSeen ?? 0;
        if (last > (before.lastSeen ?? 0)) before.lastSeen = last;
      }
    },
    findings: () => [...found.values()],
  };
}

const sumOf = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one + other;

const countOf = (draft: Draft, about: About | undefined): number | null =>
  draft.count === undefined ? (about?.count ?? 0) : draft.count;

function toFinding(draft: Draft, about: About | undefined): Changing {
  const { id, message, fix, path, attribute, emitted, context } = draft;
  const lastSeen = draft.lastSeen ?? about?.lastSeen;
  const sampleType = draft.sampleType ?? (about === undefined ? "attribute" : sampleTypes[about.kind]);
  return {
    id,
    level: liveLevels[id],
    message,
    sampleType,
    context,
    resource: {},
    count: countOf(draft, about),
    ...(fix === undefined ? {} : { fix }),
    ...(path === undefined ? {} : { path }),
    ...(attribute === undefined ? {} : { attribute }),
    ...(emitted === undefined ? {} : { emitted }),
    ...(lastSeen === undefined ? {} : { lastSeen }),
    ...(about === undefined ? {} : describe(about)),
  };
}

function describe({ kind, name, service, version }: About): Partial<LiveFinding> {
  return {
    signalType: signalTypes[kind],
    ...(kind === "resource" ? {} : { signalName: name }),
    resource: {
      ...(service === undefined ? {} : { "service.name": service }),
      ...(version === undefined ? {} : { "service.version": version }),
    },
  };
}
