// `/api/alerts` and `/api/alert-history`.
import { randomBytes } from "node:crypto";
import {
  type Alert,
  type AlertHistoryResult,
  type AlertNote,
  type AlertResult,
  type AlertsResult,
  listStateOf,
  newAlertNote,
  type ParamsOf,
} from "contract";
import { z } from "zod";
import type { ApiContext } from "../../api/context.ts";
import { withinBytes } from "../../api/limits/limit-list.ts";
import { toPage } from "../../api/params/page.ts";
import { by, definePageKey } from "../../api/params/page-key.ts";
import { readRange } from "../../api/params/params.ts";
import { type Range, toResolved } from "../../api/time/range.ts";
import type { Audit } from "../../auth/audit.ts";
import { alertRecordsOf } from "../view.ts";
import { readBudget } from "../read-budget.ts";
import { sentencesOf } from "./alert-sentence.ts";
import { type AlertsNow, rankOf, readAlertsNow } from "./alerts-now.ts";
import { checkLevel } from "./check-level.ts";
import { callerOf, mayChange, noteOf, readBody } from "./caller.ts";
import { countBy } from "./count-by.ts";
import { findAlert } from "./find-alert.ts";
import {
  type NoteBody,
  readRecords,
  type RecordRow,
  toChange,
  toDelivery,
  toNote,
  toNotice,
} from "./history.ts";
import { noteWithout, reachOfKnown, toReplay } from "./replay-plan.ts";
import { findRuleInfo } from "./rule-infos.ts";

export async function listAlerts(
  params: ParamsOf<"GET /api/alerts">,
  context: ApiContext,
): Promise<AlertsResult> {
  const range = readRange(params, context, "-1d");
  const now = await readAlertsNow(context);
  const { alerts } = now;
  const matching = alerts.filter((alert) => matches(alert, params));
  const listed = matching.filter(
    (alert) =>
      (params.state === undefined || listStateOf(alert) === params.state) &&
      (listStateOf(alert) !== "ok" || isWithin(alert.since, range)),
  );
  const { page, nextCursor } = toPage(listed, rankOf, params);
  return {
    ...toResolved(range),
    items: page,
    nextCursor,
    states: countBy(matching.map(listStateOf)),
    owners: [...new Set(alerts.map(({ owner }) => owner))].filter((owner) => owner !== "").toSorted(),
    evaluation: toEvaluation(now),
    mayChange: mayChange(context),
  };
}

function matches(alert: Alert, { rule, severity, owner, search }: ParamsOf<"GET /api/alerts">): boolean {
  const words = search?.toLowerCase();
  return (
    (rule === undefined || alert.rule === rule) &&
    (severity === undefined || alert.severity === severity) &&
    (owner === undefined || alert.owner === (owner === "-" ? "" : owner)) &&
    (words === undefined ||
      [alert.rule, alert.summary, ...Object.entries(alert.labels).flat()].some((text) =>
        text.toLowerCase().includes(words),
      ))
  );
}

function isWithin(time: string, { fromNs, toNs }: Range): boolean {
  const ns = BigInt(Date.parse(time)) * 1_000_000n;
  return ns >= fromNs && ns < toNs;
}

const mostNotEvaluated = 20;

function toEvaluation({
  current,
  rules: known,
  unpublished,
  notEvaluated,
}: AlertsNow): AlertsResult["evaluation"] {
  const unknown = {
    notEvaluated: [...notEvaluated]
      .map(([rule, one]) => ({ rule, ruleId: (known.get(rule) ?? unpublished.get(rule))?.id ?? "", ...one }))
      .toSorted((a, b) => ((a.since ?? "") < (b.since ?? "") ? -1 : 1))
      .slice(0, mostNotEvaluated),
    notEvaluatedTotal: notEvaluated.size,
  };
  const { round } = current;
  if (round === undefined)
    return { lastMs: null, lateMs: 0, durationMs: 0, leader: "", rules: 0, failing: 0, ...unknown };
  const { at, lateMs, durationMs, leader, rules, failing } = round;
  return {
    lastMs: at,
    lateMs,
    durationMs,
    leader,
    rules,
    failing: Object.keys(failing).length,
    ...unknown,
  };
}

const most = 500;
const recordBytes = 2_000_000;

export async function getAlert(
  params: ParamsOf<"GET /api/alerts/:id">,
  context: ApiContext,
): Promise<AlertResult> {
  const range = readRange(params, context, "-7d");
  const now = await readAlertsNow(context);
  const alert = await findAlert(now, params.id, context);
  const all = { fromNs: 0n, toNs: range.toNs };
  const [rule, history, notices, deliveries, notes] = await Promise.all([
    findRuleInfo(alert.ruleId, context, now),
    readRecords(context, { kinds: ["change"], range, limit: most, alert: alert.id }),
    readRecords(context, { kinds: ["notice", "withheld"], range, limit: most, alert: alert.id }),
    readRecords(context, { kinds: ["delivery"], range, limit: 5_000, alert: alert.id }),
    readRecords(context, { kinds: ["note"], range: all, limit: most, alert: alert.id }),
  ]);
  const { evaluated, group, value } = alert;
  const budget = await readBudget(
    { rule: alert.rule, group, value: value ?? undefined, at: Date.parse(evaluated) },
    now.current.published,
    context,
  );
  const steps = deliveries.map(toDelivery);
  return {
    ...toResolved(range),
    alert,
    rule: rule ?? null,
    ...sentencesOf(alert, history, rule?.error ?? "", now, budget),
    history: withinBytes(history.map(toChange), recordBytes),
    notices: withinBytes(
      notices.map((notice) => toNotice(notice, steps)),
      recordBytes,
    ),
    notes: withinBytes(notes.map(toNote)),
    ...replayOf(alert, history, now),
    mayChange: mayChange(context),
  };
}

/** Of the last firing; without one, of the state. */
function replayOf(
  { id, rule, state, since, evaluated }: Alert,
  history: readonly RecordRow[],
  { rules, current }: AlertsNow,
): Pick<AlertResult, "replay" | "replayNote"> {
  const known = rules.get(rule);
  if (known === undefined) return { replay: null, replayNote: "The rule no longer exists." };
  const reach = reachOfKnown(known, current.published.entries);
  const fired = history.find(({ detail }) => detail === "firing");
  const begin = fired === undefined ? Date.parse(since) : Number(fired.ms);
  const until = Math.max(begin, Date.parse(state === "ok" ? since : evaluated));
  const replay = reach && toReplay(reach, { alertId: id, rule }, { since: begin, until });
  return replay === undefined ? { replay: null, replayNote: noteWithout(known) } : { replay, replayNote: "" };
}

export async function addNote(
  { id }: ParamsOf<"POST /api/alerts/:id/notes">,
  context: ApiContext,
  audit: Audit,
): Promise<AlertNote> {
  const requested = readBody(newAlertNote, context, '{ "kind": "comment", "text": "Looking into it." }');
  const now = await readAlertsNow(context);
  const alert = await findAlert(now, id, context);
  const { rule, since } = alert;
  if (requested.kind === "accept") checkLevel(alert, requested.since, now);
  const { name: author } = callerOf(context);
  const isJudgement = requested.kind === "useful" || requested.kind === "noise";
  const sinceMs = (isJudgement ? await lastFiring(id, context) : undefined) ?? Date.parse(since);
  const note = { id: randomBytes(8).toString("hex"), ms: Math.floor(context.nowMs()) };
  const body: NoteBody = { author, text: requested.text, sinceMs };
  const entry = noteOf(context, {
    action: `alert.${requested.kind}`,
    target: id,
    // without the text: it may name people, and the log is not changed
    details: { rule, ...(requested.kind === "assign" && { assignee: requested.text }) },
  });
  await audit.change(entry, async () =>
    alertRecordsOf(context).add([
      {
        ...note,
        kind: "note",
        version: 1,
        rule,
        alert: id,
        detail: requested.kind,
        body: JSON.stringify(body),
      },
    ]),
  );
  return {
    id: note.id,
    time: new Date(note.ms).toISOString(),
    author,
    kind: requested.kind,
    text: requested.text,
    since: new Date(sinceMs).toISOString(),
  };
}

/** A judgement is about the last firing, also after the alert has recovered. */
async function lastFiring(alert: string, context: ApiContext): Promise<number | undefined> {
  const range = { fromNs: 0n, toNs: BigInt(Math.floor(context.nowMs()) + 60_000) * 1_000_000n };
  const [row] = await readRecords(context, {
    kinds: ["change"],
    details: ["firing"],
    range,
    limit: 1,
    alert,
  });
  return row === undefined ? undefined : Number(row.ms);
}

const pageKey = definePageKey<RecordRow>({
  beforeMs: by(z.number().int().min(0).max(9e15), ({ ms }) => Number(ms)),
  beforeId: by(z.string().max(10_000), ({ id }) => id),
});

/** A page of records, the latest first. */
export async function pageOfRecords(
  context: ApiContext,
  query: Omit<Parameters<typeof readRecords>[1], "after">,
  cursor: string | undefined,
): Promise<{ readonly rows: readonly RecordRow[]; readonly nextCursor: string | null }> {
  const after = pageKey.read(cursor).params;
  const found = await readRecords(context, { ...query, limit: query.limit + 1, after });
  const { page: rows, nextCursor } = pageKey.page(found, query.limit);
  return { rows, nextCursor };
}

export async function listHistory(
  params: ParamsOf<"GET /api/alert-history">,
  context: ApiContext,
): Promise<AlertHistoryResult> {
  const range = readRange(params, context, "-7d");
  const { limit, cursor, rule } = params;
  const { rows, nextCursor } = await pageOfRecords(
    context,
    { kinds: ["change"], range, limit, rule },
    cursor,
  );
  return { ...toResolved(range), items: rows.map(toChange), nextCursor };
}
