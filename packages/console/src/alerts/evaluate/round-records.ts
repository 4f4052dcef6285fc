// A round as the records that are stored in one insert: states of the rules, changes, messages.
import {
  type AlertRule,
  type Change,
  type CompiledRule,
  type Condition,
  type EngineState,
  isOver,
  keyOf,
  labelsOfRule,
  membersOf,
  type Notice,
  reachOf,
  type Round,
  type Source,
} from "alerts";
import { alertWindow } from "catalog/alert-window";
import type { AlertRecord } from "../../store/alert-records.ts";
import { alertIdOf } from "../ids.ts";
import type { StoredNotice } from "../outbox.ts";
import type { UnitOf } from "../units.ts";

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
  /** Of each of them, Unix ms of its last evaluation that did not fail; 0 without one. Absent in older rounds. */
  readonly failingSince?: Readonly<Record<string, number>>;
}

/** A round with what its records need to know. */
export interface RecordedRound {
  readonly tenant: string;
  readonly before: EngineState;
  readonly round: Round;
  readonly rules: readonly CompiledRule[];
  /** Also of a rule that was deleted since the last round. An alert that ends has what its rule declared before. */
  readonly declarationOf: (
    reported: Pick<Notice, "rule"> & { readonly kind: string },
  ) => AlertRule | undefined;
  readonly unitOf: UnitOf;
  readonly figures: RoundFigures;
  readonly version: number;
}

export function recordsOf(recorded: RecordedRound): readonly AlertRecord[] {
  const { round, figures, version } = recorded;
  const now = (kind: "state" | "round", id: string, body: string): AlertRecord =>
    recordOfNow(kind, id, version, body);
  return [
    ...Object.entries(round.state.rules)
      .filter(([rule, state]) => recorded.before.rules[rule] !== state)
      .map(([rule, state]) => now("state", rule, JSON.stringify(state))),
    ...Object.keys(recorded.before.rules)
      .filter((rule) => !Object.hasOwn(round.state.rules, rule))
      .map((rule) => now("state", rule, "")),
    now("round", "last", JSON.stringify(figures)),
    ...changesOf(recorded).map((change) => changeRecord(change, version)),
    ...noticesOf(recorded).map((notice) => noticeRecord(notice, version)),
  ];
}

/** The record of something that is true now. */
export function recordOfNow(
  kind: "term" | "state" | "round" | "rules",
  id: string,
  version: number,
  body: string,
): AlertRecord {
  return { kind, id, version, body, ms: 0, rule: kind === "state" ? id : "", alert: "", detail: "" };
}

/** A change as it is stored: its values keep their unit when the rule is changed or deleted. */
export interface StoredChange extends Change {
  readonly unit: string;
}

export function changesOf({ round, declarationOf, unitOf }: RecordedRound): readonly StoredChange[] {
  return round.changes.map((change) => ({ ...change, unit: unitOf(declarationOf(change) ?? {}) }));
}

function changeRecord(change: StoredChange, version: number): AlertRecord {
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

export function noticeRecord(notice: StoredNotice, version: number): AlertRecord {
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
export function noticesOf({
  tenant,
  rules,
  round,
  declarationOf,
  unitOf,
}: RecordedRound): readonly StoredNotice[] {
  if (round.notices.length === 0) return [];
  const compiled = new Map(rules.map((one) => [one.rule, one]));
  const changes = new Map(round.changes.map((change) => [keyOfGroup(change), change]));
  return round.notices.map((notice) => {
    const rule = declarationOf(notice);
    const evaluated = compiled.get(notice.rule);
    const reach = evaluated && reachOf(evaluated);
    const stored = toStored(tenant, { notice, rule, unitOf, change: changes.get(keyOfGroup(notice)) });
    return { ...stored, unit: unitOf(rule ?? {}), ...(reach !== undefined && { reach }) };
  });
}

function keyOfGroup({ rule, group }: Pick<Notice, "rule" | "group">): string {
  return `${rule}\0${keyOf(group)}`;
}

/** What the sentence of a message is about: members with the units of their values. Queries may be long, and have no words. */
export function contentOf(
  { on, when, window, every }: AlertRule,
  unitOf: UnitOf,
): NonNullable<StoredNotice["content"]> {
  return {
    ...(on !== undefined && { on: shownSource(on) }),
    when: withUnits(when, on, unitOf),
    window: alertWindow({ window, every }),
  };
}

const shownSource = (on: Source): object => ("sql" in on ? { sql: "", name: on.name } : on);

function withUnits(when: Condition, ofWhole: Source | undefined, unitOf: UnitOf): object {
  const members = membersOf(when).map((member) => {
    const { on = ofWhole } = member;
    return {
      ...member,
      ...(member.on !== undefined && { on: shownSource(member.on) }),
      when: withUnits(member.when, on, unitOf),
      unit: unitOf({ on, when: member.when }),
    };
  });
  if ("all" in when) return { all: members };
  if ("any" in when) return { any: members };
  return "not" in when ? { not: members[0] } : when;
}

interface Decided {
  readonly notice: Notice;
  readonly rule: AlertRule | undefined;
  readonly change: Change | undefined;
  readonly unitOf: UnitOf;
}

function toStored(tenant: string, { notice, rule, change, unitOf }: Decided): StoredNotice {
  const reason = notice.reason ?? (isOver(notice.kind) ? undefined : change?.reason);
  const { owner, summary, description, runbook } = rule ?? {};
  const severity = notice.severity ?? rule?.severity ?? "ticket";
  return {
    ...notice,
    // unique over all tenants
    id: tenant === "" ? notice.id : `${tenant}: ${notice.id}`,
    tenant,
    alertId: alertIdOf(notice.rule, notice.group),
    ...(rule !== undefined && { content: contentOf(rule, unitOf) }),
    severity,
    labels: labelsOf(notice, rule),
    ...(owner !== undefined && { owner }),
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    ...(runbook !== undefined && { runbook }),
    ...(reason !== undefined && { reason }),
  };
}

function labelsOf(
  { rule: alert, severity, group }: Notice,
  rule: AlertRule | undefined,
): StoredNotice["labels"] {
  const ofRule = rule === undefined ? { alert } : labelsOfRule(rule);
  return { ...ofRule, ...(severity !== undefined && { severity }), ...group };
}
