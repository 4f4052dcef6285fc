// A round as the records that are stored in one insert: states of the rules, changes, messages.
import {
  alertLabelsOf,
  type Change,
  type CompiledRule,
  type EngineState,
  keyOf,
  type Notice,
  type Round,
} from "alerts";
import type { AlertRecord } from "../../store/alert-records.ts";
import { alertIdOf } from "../ids.ts";
import type { StoredNotice } from "../outbox.ts";

/** What is stored of a round besides its rules. */
export interface RoundFigures {
  /** Unix ms of the evaluation. */
  readonly at: number;
  readonly lateMs: number;
  readonly durationMs: number;
  /** The console that evaluated. */
  readonly leader: string;
  readonly rules: number;
  /** Names of rules with an input that could not be read, each with the reason. */
  readonly failing: Readonly<Record<string, string>>;
}

/** A round with what its records need to know. */
export interface RecordedRound {
  readonly tenant: string;
  readonly before: EngineState;
  readonly round: Round;
  readonly rules: readonly CompiledRule[];
  readonly figures: RoundFigures;
  readonly version: number;
}

export function recordsOf(recorded: RecordedRound): readonly AlertRecord[] {
  const { round, figures, version } = recorded;
  const now = (kind: "state" | "round", id: string, body: string): AlertRecord => ({
    kind,
    id,
    version,
    body,
    ms: 0,
    alert: "",
    detail: "",
    rule: kind === "state" ? id : "",
  });
  return [
    ...Object.entries(round.state.rules)
      .filter(([rule, state]) => recorded.before.rules[rule] !== state)
      .map(([rule, state]) => now("state", rule, JSON.stringify(state))),
    ...Object.keys(recorded.before.rules)
      .filter((rule) => !Object.hasOwn(round.state.rules, rule))
      .map((rule) => now("state", rule, "")),
    now("round", "last", JSON.stringify(figures)),
    ...round.changes.map((change) => changeRecord(change, version)),
    ...noticesOf(recorded).map((notice) => noticeRecord(notice, version)),
  ];
}

function changeRecord(change: Change, version: number): AlertRecord {
  const { id, rule, group, at, kind } = change;
  return {
    kind: "change",
    ms: at,
    id,
    version,
    rule,
    detail: kind,
    alert: alertIdOf(rule, group),
    body: JSON.stringify(change),
  };
}

function noticeRecord(notice: StoredNotice, version: number): AlertRecord {
  const { id, rule, at, kind, alertId, withheld } = notice;
  return {
    kind: withheld === undefined ? "notice" : "withheld",
    ms: at,
    id,
    version,
    rule,
    detail: kind,
    alert: alertId,
    body: JSON.stringify(notice),
  };
}

/** The messages of a round with what their receivers read. */
export function noticesOf({ tenant, round, rules }: RecordedRound): readonly StoredNotice[] {
  if (round.notices.length === 0) return [];
  const byName = new Map(rules.map((one) => [one.rule, one]));
  const changes = new Map(round.changes.map((change) => [keyOfGroup(change), change]));
  return round.notices.flatMap((notice) => {
    const rule = byName.get(notice.rule);
    return rule === undefined ? [] : [toStored(tenant, notice, rule, changes.get(keyOfGroup(notice)))];
  });
}

function keyOfGroup({ rule, group }: Pick<Notice, "rule" | "group">): string {
  return `${rule}\0${keyOf(group)}`;
}

function toStored(
  tenant: string,
  notice: Notice,
  rule: CompiledRule,
  change: Change | undefined,
): StoredNotice {
  const { severity = "ticket", owner, summary, description, runbook } = rule.declaration;
  return {
    ...notice,
    // unique over all tenants
    id: tenant === "" ? notice.id : `${tenant}: ${notice.id}`,
    tenant,
    alertId: alertIdOf(notice.rule, notice.group),
    severity,
    labels: alertLabelsOf(rule, notice.group),
    ...(owner !== undefined && { owner }),
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    ...(runbook !== undefined && { runbook }),
    ...(change?.values !== undefined && { values: change.values }),
    ...(change?.reason !== undefined && { reason: change.reason }),
  };
}
