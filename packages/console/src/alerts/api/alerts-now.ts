// Alerts as they are now: states of the leader's last rounds, with what the rules and people say about them.
import type { Alert, AlertStateName, Unknown, Withheld } from "contract";
import { alertListStates, alertSeverities, listStateOf } from "contract";
import { type AlertRule, type GroupState, labelsOfGroup, labelsOfRule } from "alerts";
import type { ApiContext } from "../../api/context.ts";
import { inPieces } from "../../turns/in-pieces.ts";
import { type Current, readCurrent } from "../current.ts";
import { alertIdOf } from "../ids.ts";
import { rulesNotEvaluated, unreadFiles } from "../not-evaluated.ts";
import { type KnownRule, knownRules, unpublishedRules } from "../rules/known-rules.ts";
import { readStored, type StoredThing } from "../rules/stored-things.ts";
import { readUnits, type UnitOf } from "../units.ts";
import { lastDays, type NoteBody, readRecords, type RecordRow } from "./history.ts";

export interface AlertsNow {
  readonly current: Current;
  /** As the leader published them, by name. */
  readonly rules: ReadonlyMap<string, KnownRule>;
  readonly stored: readonly StoredThing[];
  /** Stored ones that no leader has published yet, by name. */
  readonly unpublished: ReadonlyMap<string, KnownRule>;
  readonly alerts: readonly Alert[];
  readonly answers: Answers;
  readonly unitOf: UnitOf;
  /** Rules that are not evaluated, by name, and files of rules that cannot be read, by path. */
  readonly notEvaluated: ReadonlyMap<string, Unknown>;
}

export async function readAlertsNow(context: ApiContext): Promise<AlertsNow> {
  const { signal, priority = "interactive" } = context;
  const [current, stored, answers] = await Promise.all([
    readCurrent(context.queries, { signal, priority }),
    readStored(context.queries, { signal, priority }),
    readAnswers(context),
  ]);
  const rules = knownRules(current.published);
  const declarations = [...rules.values()].map(({ declaration }) => declaration);
  const unitOf = await readUnits(context.queries, declarations, { signal, priority });
  const unpublished = unpublishedRules(stored, rules);
  const notEvaluated = new Map([
    ...unreadFiles(current.published),
    ...rulesNotEvaluated({ ...current, stored }, [...rules, ...unpublished], context.nowMs()),
  ]);
  const alerts = await inPieces(toAlerts(current, { rules, answers, unitOf, notEvaluated }));
  return { current, rules, stored, unpublished, alerts, unitOf, answers, notEvaluated };
}

function* toAlerts(
  current: Current,
  { rules, answers, unitOf, notEvaluated }: Pick<AlertsNow, "rules" | "answers" | "unitOf" | "notEvaluated">,
): Generator<void, Alert[]> {
  const alerts: Alert[] = [];
  for (const [name, { groups }] of Object.entries(current.rules)) {
    const known = rules.get(name);
    const unit = known === undefined ? "" : unitOf(known.declaration);
    const unknown = notEvaluated.get(name) ?? null;
    for (const group of Object.values(groups)) {
      alerts.push(toAlert(name, group, { known, unit, answers, unknown }));
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
type ShownGroup = Pick<
  GroupState,
  "labels" | "state" | "since" | "at" | "value" | "withheld" | "severity" | "reported"
>;

interface Around {
  readonly known: KnownRule | undefined;
  readonly unit: string;
  readonly answers: Answers;
  readonly unknown: Unknown | null;
}

export function toAlert(rule: string, group: ShownGroup, { known, unit, answers, unknown }: Around): Alert {
  const id = alertIdOf(rule, group.labels);
  const { owner = "", summary = "", runbook = "" } = known?.declaration ?? {};
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
    unknown,
    severity: group.severity ?? known?.declaration.severity ?? "ticket",
    owner,
    summary,
    condition: known === undefined ? {} : conditionOf(known.declaration),
    runbook,
    labels: labelsOfGroup(known === undefined ? { alert: rule } : labelsOfRule(known.declaration), group),
    withheld: toWithheld(group.state, group.withheld),
    ...answersTo(group, answers.get(id) ?? []),
  };
}

const composites = ["all", "any", "not"];

/** What the words of a condition are made of. Queries and the parts of composite conditions may be long, and have no words. */
function conditionOf({ on, when }: AlertRule): Alert["condition"] {
  return {
    on: on !== undefined && "sql" in on ? { sql: "", name: on.name } : on,
    when: composites.some((key) => key in when) ? {} : when,
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

/** `firing silence payment migration`, as the state machine remembers it. */
function toWithheld(state: AlertStateName, withheld: string | undefined): Withheld | null {
  const [, kind, by, name = ""] =
    /^(\w+) (silence|schedule|maintenance|dependency) ?(.*)$/s.exec(withheld ?? "") ?? [];
  const isAboutNow =
    kind === state || (kind === "recovered" && state === "ok") || (kind === "severity" && state === "firing");
  return by === undefined || !isAboutNow ? null : { by: by as Withheld["by"], name };
}

/** What needs people first: by state, by severity, then by the latest change. */
export function rankOf(alert: Alert): readonly [number, string] {
  const { severity, since, id } = alert;
  const urgency = alertListStates.length - alertListStates.indexOf(listStateOf(alert));
  const rank = urgency * alertSeverities.length - alertSeverities.indexOf(severity);
  return [rank * 1e14 + Date.parse(since), id];
}
