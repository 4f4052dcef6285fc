// Rules that pages suggest for what they show, with the fields of a file of rules. The editor opens with them and previews them at once.
import { burnAlertName, burnFactor, burnWindows, usualPeriod } from "catalog/burn-windows";
import { formatDuration } from "catalog/duration";
import { shareOf } from "catalog/measures";
import { identifier } from "quoting/sql";
import type { AnomalySeries, Anomaly, FunnelSummary, Objective, ServiceOperation, SqlResult } from "contract";

import { conversionVerdict } from "./conversion-verdict.ts";
import { previousConversionOf } from "./previous-people.ts";

export interface RuleDraft {
  /** Name of the new rule. */
  readonly name: string;
  /** What it looks at; absent where the condition says it. */
  readonly on?: Readonly<Record<string, unknown>> | undefined;
  readonly when: Readonly<Record<string, unknown>>;
  readonly window?: string | undefined;
  readonly groupBy?: readonly string[] | undefined;
}

const round = (value: number): number => Number(value.toPrecision(3));

/**
 * Errors of more than 5 % of a failing operation's requests, or half more than its p95. Rules look at entry spans only.
 *
 * @param usual its p95 while it is healthy: that of the period before where it got slower since.
 */
export function operationDraft(
  service: string,
  { name, kind }: Pick<ServiceOperation, "name" | "kind">,
  isFailing: boolean,
  usual: number | null,
): RuleDraft | undefined {
  if (kind !== "server" && kind !== "consumer") return undefined;
  const on = { service, operation: name };
  if (isFailing || usual === null || usual === 0)
    return { name: `Errors of ${name}`, on: { ...on, measure: "errors" }, when: { above: 0.05 } };
  return {
    name: `${name} is slow`,
    on: { ...on, measure: "p95" },
    when: { above: round((usual * 1.5) / 1000) },
  };
}

/**
 * The conversion from the first to the last step of a funnel, a quarter below what it is while it is healthy: that of the period before
 * where it fell since. Over 15 minutes, because an hour finds a fall by half after 21 minutes, and a tenth below has a false alarm every
 * three weeks.
 */
export function funnelDraft(funnel: FunnelSummary, isEstimate: boolean): RuleDraft | undefined {
  const [first, last] = [funnel.steps[0], funnel.steps.at(-1)];
  if (first === undefined || last === undefined || first === last) return undefined;
  const fell = conversionVerdict(funnel, isEstimate) === "bad";
  const usual = (fell ? previousConversionOf(funnel) : shareOf(last.people, first.people)) ?? 0.5;
  return {
    name: `Conversion of ${funnel.name} falls`,
    on: { funnel: funnel.name, from: first.name, to: last.name },
    window: "15m",
    when: { below: Number((usual * 0.75).toFixed(3)) },
  };
}

/** Instances without an event for as long as the definition allows. */
export function workflowDraft(
  type: string,
  timeoutMs: number | null | undefined,
  state: string | undefined,
): RuleDraft {
  const longerThan = timeoutMs === null || timeoutMs === undefined ? undefined : durationText(timeoutMs);
  return {
    name: state === undefined ? `${type} is stuck` : `${type} is stuck in ${state}`,
    on: {
      workflow: type,
      measure: "stuck",
      ...(longerThan !== undefined && { longerThan }),
      ...(state !== undefined && { state }),
    },
    when: { above: 0 },
  };
}

/** The longest that a rule has as `longerThan`. */
const longestStuckMs = 90 * 86_400_000;

/** `3d`: whole seconds that a rule takes. */
function durationText(ms: number): string {
  return formatDuration(Math.min(Math.max(1000, Math.round(ms / 1000) * 1000), longestStuckMs));
}

/** Of the list: groups that occur for the first time. */
export function newErrorsDraft(service: string | undefined): RuleDraft {
  return {
    name: service === undefined ? "New errors" : `New errors in ${service}`,
    on: { errors: "new", ...(service !== undefined && { service }) },
    when: { above: 0 },
  };
}

/** Of one group: it occurs again after a quiet time. */
export function returningErrorDraft(
  { fingerprint, type }: { readonly fingerprint: string; readonly type: string },
  service: string | undefined,
): RuleDraft {
  return {
    name: `${type === "" ? "Error" : type} returns`,
    on: {
      errors: "returning",
      quietFor: "1d",
      ...(service !== undefined && { service }),
      where: { "telltale.error.fingerprint": fingerprint },
    },
    when: { above: 0 },
  };
}

/** The rate of the records that the page of logs shows, with its highest as the limit. */
export function logsDraft(
  {
    text,
    severity,
    event,
    service,
    pattern,
  }: {
    readonly text: string | undefined;
    readonly severity: string | undefined;
    readonly event: string | undefined;
    readonly service: string | undefined;
    /** Of the text, with `*` for what differs; instead of words. */
    readonly pattern?: string | undefined;
  },
  /** Texts of records on the page: the words of a rule are in order and as they are written. */
  texts: readonly string[],
  highestRate: number,
): RuleDraft {
  const own = { measure: "rate", ...(service !== undefined && { service }) };
  const when = { above: highestRate === 0 ? 0.1 : round(highestRate) };
  if (event !== undefined) return { name: `Many ${event}`, on: { event, ...own }, when };
  const log = pattern ?? patternOf(text ?? "", texts);
  const on = { log, ...own, ...(severity !== undefined && { severity }) };
  const what = pattern ?? text ?? (severity === undefined ? "log records" : `${severity} records`);
  return { name: `Many ${what}`, on, when };
}

/** `payment declined` as `*Payment*declined*`, as the first text has the words. */
function patternOf(searched: string, texts: readonly string[]): string {
  const words = searched.split(/[^0-9A-Za-z\u0080-\uFFFF]+/).filter((word) => word !== "");
  if (words.length === 0) return "*";
  for (const text of texts) {
    const lower = text.toLowerCase();
    const found = words.map((word) => ({ at: lower.indexOf(word.toLowerCase()), length: word.length }));
    if (found.some(({ at }) => at === -1)) continue;
    const inOrder = found.toSorted((a, b) => a.at - b.at || b.length - a.length);
    const apart = inOrder.filter(({ at }, place) => place === 0 || at >= endOf(inOrder[place - 1]!));
    return `*${apart.map((one) => text.slice(one.at, endOf(one))).join("*")}*`;
  }
  return `*${words.join("*")}*`;
}

const endOf = ({ at, length }: { readonly at: number; readonly length: number }): number => at + length;

/** A query with one number, or with a column `value`, whose other columns are then the groups; `undefined` for others. */
export function sqlDraft(query: string, { columns, rows }: SqlResult): RuleDraft | undefined {
  const text = query.trim().replace(/[;\s]+$/, "");
  if (/^(?:explain|desc)/i.test(text)) return undefined;
  const named = columns.findIndex(({ name, type }) => name === "value" && isNumber(type));
  const place = named === -1 && columns.length === 1 && rows.length === 1 ? 0 : named;
  const column = columns[place];
  if (column === undefined || !isNumber(column.type)) return undefined;
  const numbers = rows.map((row) => Number(row[place] ?? NaN)).filter((value) => Number.isFinite(value));
  const highest = Math.max(...numbers, 0);
  return {
    name: "Query is high",
    on: { sql: named === -1 ? `SELECT ${identifier(column.name)} AS value FROM (\n${text}\n)` : text },
    groupBy: columns.filter((one) => one !== column).map((one) => one.name),
    when: { above: round(highest) },
  };
}

function isNumber(type: string): boolean {
  return /^(?:Nullable\()?(?:U?Int|Float|Decimal|BFloat)/.test(type);
}

/** The first and the last step of a funnel. */
export interface FunnelEnds {
  readonly from: string;
  readonly to: string;
}

/** A rule that fires where the detector does; `undefined` for a funnel whose steps are not known. */
export function anomalyDraft(
  { series, direction }: Pick<Anomaly, "series" | "direction">,
  steps?: FunnelEnds,
): RuleDraft | undefined {
  const on = sourceOf(series, steps);
  if (on === undefined) return undefined;
  const side = direction === "up" ? "above" : direction === "down" ? "below" : undefined;
  return {
    name: `Anomaly of ${series.name}`,
    on,
    ...(series.kind === "funnel" && { window: "1h" }),
    when: { anomaly: side === undefined ? {} : { direction: side } },
  };
}

function sourceOf(
  { kind, name, service, measure }: AnomalySeries,
  steps: FunnelEnds | undefined,
): RuleDraft["on"] {
  switch (kind) {
    case "service":
      return { service: name, measure };
    case "operation":
      return { service, operation: name, measure };
    case "transaction":
      return { transaction: name, measure: measure === "rate" ? "count" : measure };
    case "metric":
      return {
        metric: name,
        aggregation: "average",
        ...(service !== "" && { where: { "service.name": service } }),
      };
    case "funnel":
      return steps && { funnel: name, from: steps.from, to: steps.to };
  }
}

/** A burn rate of an objective that has no alerts of its own. */
export function objectiveDraft({ name, target }: Pick<Objective, "name" | "target">): RuleDraft {
  const [{ long, short, spends }] = burnWindows;
  const factor = round(burnFactor({ long, spends }, { target, period: usualPeriod }));
  return {
    name: burnAlertName(name),
    when: { burnRate: { objective: name, windows: [{ long, short, factor }] } },
  };
}
