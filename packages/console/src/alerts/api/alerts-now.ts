// Alerts as they are now: states of the leader's last rounds, with what the rules and people say about them.
import type { Alert, AlertStateName, Withheld } from "contract";
import { alertSeverities, alertStates } from "contract";
import { type AlertRule, type GroupState, type Labels, labelsOfRule } from "alerts";
import type { ApiContext } from "../../api/context.ts";
import { inPieces } from "../../turns/in-pieces.ts";
import { type Current, readCurrent } from "../current.ts";
import { alertIdOf } from "../ids.ts";
import { type KnownRule, knownRules } from "../rules/known-rules.ts";
import { readUnits, type UnitOf } from "../units.ts";
import { lastDays, type NoteBody, readRecords, type RecordRow } from "./history.ts";

export interface AlertsNow {
  readonly current: Current;
  readonly rules: ReadonlyMap<string, KnownRule>;
  readonly alerts: readonly Alert[];
  readonly answers: Answers;
  readonly unitOf: UnitOf;
}

export async function readAlertsNow(context: ApiContext): Promise<AlertsNow> {
  const { signal, priority = "interactive" } = context;
  const [current, answers] = await Promise.all([
    readCurrent(context.queries, { signal, priority }),
    readAnswers(context),
  ]);
  const rules = knownRules(current.published);
  const declarations = [...rules.values()].map(({ declaration }) => declaration);
  const unitOf = await readUnits(context.queries, declarations, { signal, priority });
  const alerts = await inPieces(toAlerts(current, { rules, answers, unitOf }));
  return { current, rules, alerts, unitOf, answers };
}

function* toAlerts(
  current: Current,
  { rules, answers, unitOf }: Pick<AlertsNow, "rules" | "answers" | "unitOf">,
): Generator<void, Alert[]> {
  const alerts: Alert[] = [];
  for (const [name, { groups }] of Object.entries(current.rules)) {
    const known = rules.get(name);
    const unit = known === undefined ? "" : unitOf(known.declaration);
    for (const group of Object.values(groups)) {
      alerts.push(toAlert(name, group, { known, unit, answers }));
      yield;
    }
  }
  return alerts;
}

/** What people answered, by alert, the latest first. */
type Answers = ReadonlyMap<string, readonly RecordRow[]>;

async function readAnswers(context: ApiContext): Promise<Answers> {
  const rows = await readRecords(context, {
    kinds: ["note"],
    details: ["acknowledge", "assign"],
    range: lastDays(context, 90n),
    limit: 5_000,
  });
  const answers = new Map<string, RecordRow[]>();
  for (const row of rows) {
    const known = answers.get(row.alert);
    if (known === undefined) answers.set(row.alert, [row]);
    else known.push(row);
  }
  return answers;
}

/** What is shown of a group. */
type ShownGroup = Pick<GroupState, "labels" | "state" | "since" | "at" | "value" | "withheld">;

interface Around {
  readonly known: KnownRule | undefined;
  readonly unit: string;
  readonly answers: Answers;
}

export function toAlert(rule: string, group: ShownGroup, { known, unit, answers }: Around): Alert {
  const id = alertIdOf(rule, group.labels);
  const { severity = "ticket", owner = "", summary = "", runbook = "" } = known?.declaration ?? {};
  return {
    id,
    rule,
    ruleId: known?.id ?? "",
    group: group.labels,
    state: group.state,
    since: new Date(group.since).toISOString(),
    evaluated: new Date(group.at).toISOString(),
    value: group.value ?? null,
    unit,
    severity,
    owner,
    summary,
    runbook,
    labels: labelsOf(rule, group.labels, known?.declaration),
    withheld: toWithheld(group.state, group.withheld),
    ...answersTo(group, answers.get(id) ?? []),
  };
}

/** Who acknowledged the state, and whom the alert is assigned to. */
function answersTo(
  { state, since }: ShownGroup,
  own: readonly RecordRow[],
): Pick<Alert, "acknowledgedBy" | "assignee"> {
  const acknowledged = latestOf("acknowledge", own);
  return {
    acknowledgedBy: acknowledged?.sinceMs === since && state !== "ok" ? acknowledged.author : "",
    assignee: latestOf("assign", own)?.text ?? "",
  };
}

/** @param own the latest first. */
function latestOf(kind: "acknowledge" | "assign", own: readonly RecordRow[]): NoteBody | undefined {
  const row = own.find(({ detail }) => detail === kind);
  return row === undefined ? undefined : (JSON.parse(row.body) as NoteBody);
}

function labelsOf(rule: string, group: Labels, declaration: AlertRule | undefined): Labels {
  return { ...(declaration === undefined ? { alert: rule } : labelsOfRule(declaration)), ...group };
}

/** `firing silence payment migration`, as the state machine remembers it. */
function toWithheld(state: AlertStateName, withheld: string | undefined): Withheld | null {
  const [, kind, by, name = ""] =
    /^(\w+) (silence|schedule|maintenance|dependency) ?(.*)$/s.exec(withheld ?? "") ?? [];
  const isAboutNow = kind === state || (kind === "recovered" && state === "ok");
  return by === undefined || !isAboutNow ? null : { by: by as Withheld["by"], name };
}

/** What needs people first: by state, by severity, then by the latest change. */
export function rankOf({ state, severity, since, id }: Alert): readonly [number, string] {
  const urgency = alertStates.length - alertStates.indexOf(state);
  const rank = urgency * alertSeverities.length - alertSeverities.indexOf(severity);
  return [rank * 1e14 + Date.parse(since), id];
}
