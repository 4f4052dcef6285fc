// What a changed field means, as a table by kind and field. A field without an entry is text for people, and safe.
import type { AttributeUse, Kind, Member } from "../catalog.ts";
import { asList, isSame, show, type Verdict } from "./change.ts";

type Judge = (before: unknown, after: unknown, name: string) => readonly Verdict[];

const changed = (what: string, before: unknown, after: unknown): string =>
  before === undefined
    ? `${what} is now ${show(after)}`
    : after === undefined
      ? `${what} ${show(before)} was removed`
      : `${what} changed from ${show(before)} to ${show(after)}`;

const breaking =
  (what: string, advice: string): Judge =>
  (before, after) => [{ impact: "breaking", message: changed(what, before, after), advice }];
const risky =
  (what: string, advice: string): Judge =>
  (before, after) => [{ impact: "risky", message: changed(what, before, after), advice }];

const newName =
  "Declare a new name for the new meaning, deprecate this one with `renamedTo`, and emit both for a while.";

/** Values that were removed, added, or moved. */
function list(judge: {
  readonly what: string;
  readonly removed: Verdict["impact"];
  readonly added: Verdict["impact"];
  readonly moved: Verdict["impact"];
  readonly advice: string;
}): Judge {
  return (before, after) => {
    const old = asList<string>(before);
    const now = asList<string>(after);
    const removed = old.filter((one) => !now.includes(one));
    const added = now.filter((one) => !old.includes(one));
    const verdicts: Verdict[] = [];
    if (removed.length > 0)
      verdicts.push({
        impact: judge.removed,
        message: `${judge.what} removed: ${show(removed)}`,
        ...adviceOf(judge.removed, judge.advice),
      });
    if (added.length > 0)
      verdicts.push({
        impact: judge.added,
        message: `${judge.what} added: ${show(added)}`,
        ...adviceOf(judge.added, judge.advice),
      });
    if (
      !isSame(
        old.filter((one) => now.includes(one)),
        now.filter((one) => old.includes(one)),
      )
    )
      verdicts.push({
        impact: judge.moved,
        message: `order changed from ${show(old)} to ${show(now)}`,
        ...adviceOf(judge.moved, judge.advice),
      });
    if (verdicts.length === 0) verdicts.push({ impact: "safe", message: changed(judge.what, before, after) });
    return verdicts;
  };
}

const adviceOf = (impact: Verdict["impact"], advice: string): { readonly advice?: string } =>
  impact === "safe" ? {} : { advice };

const valuesOf = (all: readonly Member[]): readonly (string | number)[] => all.map(({ value }) => value);

const members: Judge = (before, after) => {
  const old = before === undefined ? undefined : asList<Member>(before);
  const now = after === undefined ? undefined : asList<Member>(after);
  if (old === undefined)
    return [
      {
        impact: "risky",
        message: `values are now limited to ${show(now?.map(({ value }) => value))}`,
        advice: "Check that no other value is emitted.",
      },
    ];
  if (now === undefined)
    return [
      {
        impact: "risky",
        message: "values are no longer listed",
        advice: "Check charts that have one series a value.",
      },
    ];
  const removed = valuesOf(old).filter((value) => !valuesOf(now).includes(value));
  const added = valuesOf(now).filter((value) => !valuesOf(old).includes(value));
  const verdicts: Verdict[] = [];
  if (removed.length > 0)
    verdicts.push({
      impact: "breaking",
      message: `values removed: ${show(removed)}`,
      advice: "Keep the value with `deprecated`, until nothing filters by it.",
    });
  if (added.length > 0)
    verdicts.push({
      impact: "risky",
      message: `values added: ${show(added)}`,
      advice: "Check conditions and charts that list the values.",
    });
  return verdicts.length > 0
    ? verdicts
    : [{ impact: "safe", message: "the texts or the order of the values changed" }];
};

const carried =
  (isMetric: boolean): Judge =>
  (before, after) => {
    const old = new Map(asList<AttributeUse>(before).map((use) => [use.key, use]));
    const now = new Map(asList<AttributeUse>(after).map((use) => [use.key, use]));
    const verdicts = [...old.values()].flatMap((use) => judgeUse(use, now.get(use.key)));
    for (const [key, use] of now) if (!old.has(key)) verdicts.push(judgeAdded(use, isMetric));
    return verdicts.length > 0
      ? verdicts
      : [{ impact: "safe", message: "the order of the attributes changed" }];
  };

function judgeUse(use: AttributeUse, next: AttributeUse | undefined): readonly Verdict[] {
  const { key, level } = use;
  if (next === undefined)
    return [
      {
        impact: level === "required" ? "breaking" : "risky",
        message: `attribute removed: \`${key}\` (${words[level]})`,
        advice: "Keep it until nothing groups or filters by it.",
      },
    ];
  if (next.level !== level)
    return [
      {
        impact: "risky",
        message: `\`${key}\` was ${words[level]} and is now ${words[next.level]}`,
        advice:
          next.level === "required"
            ? "Calls without it no longer compile."
            : "Queries must expect records without it.",
      },
    ];
  return isSame(use, next) ? [] : [{ impact: "safe", message: `the condition of \`${key}\` changed` }];
}

function judgeAdded({ key, level }: AttributeUse, isMetric: boolean): Verdict {
  const message = `attribute added: \`${key}\` (${words[level]})`;
  if (isMetric)
    return {
      impact: "risky",
      message,
      advice: "Each value makes new series; rules and charts must sum over it.",
    };
  return level === "required"
    ? { impact: "risky", message, advice: "Calls without it no longer compile." }
    : { impact: "safe", message };
}

const words: Readonly<Record<AttributeUse["level"], string>> = {
  required: "required",
  conditionally_required: "conditionally required",
  recommended: "recommended",
  opt_in: "opt-in",
};

const order = ["low", "medium", "high", "unbounded"];
const cardinality: Judge = (before, after) => [
  order.indexOf(String(after)) > order.indexOf(String(before))
    ? {
        impact: "risky",
        message: changed("cardinality", before, after),
        advice: "Check metrics and group-bys that use it.",
      }
    : { impact: "safe", message: changed("cardinality", before, after) },
];

const deprecated: Judge = (before, after) => [
  after === undefined
    ? { impact: "safe", message: "is no longer deprecated" }
    : before === undefined
      ? {
          impact: "risky",
          message: `is now deprecated: ${show(after)}`,
          advice: "Move to the successor before it is removed.",
        }
      : { impact: "safe", message: changed("deprecation", before, after) },
];

const steps = (isOrdered: boolean): Judge =>
  list({
    what: "steps",
    removed: "breaking",
    added: "risky",
    moved: isOrdered ? "breaking" : "safe",
    advice: "Conversion before and after cannot be compared; start a new name if the flow is a new one.",
  });

const pairsOf = (moves: unknown): string[] =>
  Object.entries((moves ?? {}) as Readonly<Record<string, unknown>>).flatMap(([from, to]) =>
    asList<string>(to).map((state) => `${from} → ${state}`),
  );

const changedTransitions = list({
  what: "transitions",
  removed: "risky",
  added: "safe",
  moved: "safe",
  advice: "Instances that still take it are reported as mistakes.",
});
const transitions: Judge = (before, after, name) => changedTransitions(pairsOf(before), pairsOf(after), name);

const condition = risky("condition", "Tell the team that is on call.");
const signal = {
  attributes: carried(false),
  entities: list({
    what: "entities",
    removed: "risky",
    added: "risky",
    moved: "safe",
    advice: "Check the resource of the service.",
  }),
};
const timeoutMs = risky("timeout", "More or fewer instances count as abandoned than before.");
const severity = risky("severity", "Check filters and alert routes by severity.");

const judges: Readonly<Record<Kind, Readonly<Record<string, Judge>>>> = {
  attributes: {
    type: breaking("type", newName),
    members,
    open: risky("whether other values are allowed", "Check conditions that list the values."),
    unit: breaking("unit", newName),
    cardinality,
    sensitivity: risky("sensitivity", "Check who may see it, how long it is kept, and redaction."),
  },
  entities: {
    attributes: carried(false),
    identity: breaking("identity", "Entities get a new identity: their history begins anew."),
  },
  spans: {
    ...signal,
    kind: breaking("kind", "Service maps and filters by kind use it."),
    events: list({
      what: "events",
      removed: "breaking",
      added: "safe",
      moved: "safe",
      advice: "Check queries for the event.",
    }),
  },
  metrics: {
    ...signal,
    attributes: carried(true),
    kind: risky("kind", "Check the functions that dashboards apply to it."),
    instrument: breaking("instrument", newName),
    unit: breaking("unit", newName),
    buckets: risky("buckets", "Percentiles before and after the change cannot be compared."),
  },
  logs: { ...signal, severity },
  events: { ...signal, severity },
  errors: { ...signal },
  transactions: {
    ...signal,
    steps: list({
      what: "steps",
      removed: "breaking",
      added: "safe",
      moved: "risky",
      advice: "Check funnels over the steps.",
    }),
    currency: breaking("currency", "Amounts before and after cannot be added; use a new name."),
    timeoutMs,
  },
  journeys: {
    ...signal,
    steps: steps(true),
    ordered: breaking("order", "A funnel needs ordered steps."),
    timeoutMs,
  },
  workflows: {
    ...signal,
    states: list({
      what: "states",
      removed: "breaking",
      added: "risky",
      moved: "risky",
      advice: "Check charts and alerts on the states.",
    }),
    transitions,
    timeoutMs,
  },
  alerts: {
    on: condition,
    groupBy: condition,
    when: condition,
    window: condition,
    for: condition,
    severity: condition,
    labels: risky("labels", "Check the routes of notifications."),
  },
  objectives: {
    on: risky("measure", "The error budget begins anew."),
    target: risky("target", "Agree on it with those who rely on it."),
    period: risky("period", "The error budget changes."),
  },
  dashboards: {},
};

/** What a change of a field of a thing means, one verdict for each part that changed. */
export function judgeField(
  kind: Kind,
  field: string,
  before: unknown,
  after: unknown,
  isOrdered: boolean,
): readonly Verdict[] {
  if (field === "deprecated") return deprecated(before, after, field);
  if (kind === "journeys" && field === "steps") return steps(isOrdered)(before, after, field);
  const judge = Object.hasOwn(judges[kind], field) ? judges[kind][field] : undefined;
  return judge === undefined
    ? [{ impact: "safe", message: changed(field, before, after) }]
    : judge(before, after, field);
}
