// `/api/transaction-evidence`: rules and objectives about types of transactions, and what is usual for these types on days without alerts.
import {
  alertStates,
  type Alert,
  type ParamsOf,
  type TransactionDay,
  type TransactionEvidence,
  type TransactionEvidenceResult,
  type TransactionPromise,
} from "contract";
import type { Change } from "alerts";
import type { ApiContext } from "../../api/context.ts";
import { readRange } from "../../api/params/params.ts";
import { limitList } from "../../api/limits/limit-list.ts";
import { findSendingServices } from "../../api/records/sending-services.ts";
import { type Range, toResolved } from "../../api/time/range.ts";
import { findUsual, toSharedRange } from "../../api/transactions/usual-transactions.ts";
import { groupBy } from "../../lists/group-by.ts";
import { ruleIdOf, rulesOf } from "../rules/known-rules.ts";
import type { RuleEntry } from "../rules/judge.ts";
import { type AlertsNow, readAlertsNow } from "./alerts-now.ts";
import { type RecordRow, readRecords } from "./history.ts";

const dayNs = 86_400_000_000_000n;
const mostChanges = 5_000;
const mostTypes = 1_000;
/** Changes that begin or end a firing: pending alerts may come and go often. */
const details = ["firing", "recovered", "noData", "error", "resumed", "ended"];

export async function listTransactionEvidence(
  params: ParamsOf<"GET /api/transaction-evidence">,
  context: ApiContext,
): Promise<TransactionEvidenceResult> {
  const range = toSharedRange(readRange(params, context), context.nowMs());
  const fromNs = range.fromNs - 8n * dayNs;
  const now = await readAlertsNow(context);
  const promises = groupBy(promisesOf(now), ({ type }) => type);
  const [servicesOf, usual, changes] = await Promise.all([
    findSendingServices("transaction", context),
    findUsual(range, params.environment, context, [...promises.keys()]),
    readRecords(context, {
      kinds: ["change"],
      details,
      range: { fromNs: fromNs > 0n ? fromNs : 0n, toNs: range.toNs },
      limit: mostChanges,
    }),
  ]);
  // of earlier times it is not known whether they were quiet
  const knownSinceMs = changes.length < mostChanges ? -Infinity : Number(changes.at(-1)!.ms);
  const unknown = { fromMs: -Infinity, toMs: knownSinceMs };
  const firing = firingTimes(changes, now.alerts);
  const known = new Map(usual.types.map((one) => [one.type, one]));
  const { items, truncated } = limitTypes([...promises.keys()], [...known.keys()]);
  return {
    ...toResolved(range),
    truncated: usual.truncated + truncated,
    types: items.map((type): TransactionEvidence => {
      const own = promises.get(type) ?? [];
      const times = own.flatMap(({ rules }) =>
        rules.flatMap((rule) => [unknown, ...(firing.get(rule) ?? [])]),
      );
      const { days = [], ...figures } = known.get(type) ?? nothingKnown;
      return {
        ...figures,
        type,
        services: [...servicesOf(type)],
        days: days.filter((day) => isQuiet(day, range, times)),
        promises: own.map(({ promise }) => promise),
      };
    }),
  };
}

/** Types with rules are listed first, also those that have not started for days, which are not known. */
export function limitTypes(
  promised: readonly string[],
  known: readonly string[],
): { readonly items: readonly string[]; readonly truncated: number } {
  return limitList([...new Set([...promised, ...known])], { rows: mostTypes });
}

const nothingKnown = { lastStarted: null, startedBefore: 0, beforeMs: 0, busyShare: 0, days: [] };

interface Promised {
  readonly type: string;
  readonly promise: TransactionPromise;
  /** Names of its rules: an objective has several. */
  readonly rules: readonly string[];
}

/** What is evaluated of types of transactions; not the burn rates of objectives, which belong to these. */
function promisesOf({ current, alerts, unitOf, notEvaluated }: AlertsNow): readonly Promised[] {
  const byRule = groupBy(alerts, ({ rule }) => rule);
  return current.published.entries.flatMap((entry): readonly Promised[] => {
    const type = typeOf(entry);
    if (type === undefined || entry.kind === "silence") return [];
    const rules = rulesOf(entry).map(({ declaration }) => declaration.name);
    const worst = rules
      .flatMap((rule) => byRule.get(rule) ?? [])
      .toSorted((a, b) => alertStates.indexOf(a.state) - alertStates.indexOf(b.state))[0];
    const promise = {
      kind: entry.kind,
      ruleId: ruleIdOf(entry),
      name: entry.content.name,
      content: contentOf(entry),
      unit: unitOf(entry.content),
      ...stateOf(worst, entry),
      ...evaluatedOf(rules, current),
      unknown: rules.map((rule) => notEvaluated.get(rule)).find((one) => one !== undefined) ?? null,
    };
    return [{ type, rules, promise }];
  });
}

/** What its verdict is made of. */
function contentOf({ content }: RuleEntry): TransactionPromise["content"] {
  const { on, when, target, groupBy: keys } = content;
  return { on, when, target, groupBy: keys };
}

function typeOf({ content, problems }: RuleEntry): string | undefined {
  const { on, disabled } = content as { on?: { transaction?: unknown }; disabled?: unknown };
  const isUsed = problems.length === 0 && disabled !== true;
  return isUsed && typeof on?.transaction === "string" ? on.transaction : undefined;
}

function stateOf(
  worst: Alert | undefined,
  { content }: RuleEntry,
): Pick<TransactionPromise, "state" | "alertId" | "since" | "severity"> {
  const { severity } = content as { severity?: TransactionPromise["severity"] };
  if (worst === undefined) return { state: "ok", alertId: "", since: "", severity: severity ?? "ticket" };
  return { state: worst.state, alertId: worst.id, since: worst.since, severity: worst.severity };
}

/** The oldest evaluation of its rules, and the first of their errors. */
function evaluatedOf(
  names: readonly string[],
  { rules, round }: AlertsNow["current"],
): Pick<TransactionPromise, "evaluated" | "error"> {
  const states = names.map((name) => (Object.hasOwn(rules, name) ? rules[name]!.at : undefined));
  const failing = round?.failing ?? {};
  const isComplete = states.length > 0 && states.every((at) => at !== undefined);
  return {
    evaluated: isComplete ? new Date(Math.min(...states)).toISOString() : "",
    error: names.map((name) => (Object.hasOwn(failing, name) ? failing[name]! : "")).find(Boolean) ?? "",
  };
}

interface Firing {
  readonly fromMs: number;
  readonly toMs: number;
}

/** When alerts of each rule fired: until their next change. @param changes the latest first. */
export function firingTimes(
  changes: readonly Pick<RecordRow, "alert" | "rule" | "detail" | "ms" | "body">[],
  alerts: readonly Pick<Alert, "rule" | "state" | "since">[],
): ReadonlyMap<string, readonly Firing[]> {
  const times = new Map<string, Firing[]>();
  /** The next change of each alert. */
  const next = new Map<string, (typeof changes)[number]>();
  const add = (rule: string, firing: Firing): void =>
    void times.set(rule, [...(times.get(rule) ?? []), firing]);
  for (const change of changes) {
    const { alert, rule, detail, ms } = change;
    if (detail === "firing") add(rule, { fromMs: Number(ms), toMs: Number(next.get(alert)?.ms ?? Infinity) });
    next.set(alert, change);
  }
  // an end without a beginning: it fired before the first change that is known
  for (const { rule, ms, body } of next.values())
    if ((JSON.parse(body) as Change).from === "firing") add(rule, { fromMs: -Infinity, toMs: Number(ms) });
  // one that began before and has not ended has no change here
  for (const { rule, state, since } of alerts)
    if (state === "firing") add(rule, { fromMs: Date.parse(since), toMs: Infinity });
  return times;
}

function isQuiet({ from }: TransactionDay, { fromNs, toNs }: Range, firing: readonly Firing[]): boolean {
  const fromMs = Date.parse(from);
  const toMs = fromMs + Number((toNs - fromNs) / 1_000_000n);
  return firing.every((one) => one.toMs <= fromMs || one.fromMs >= toMs);
}
