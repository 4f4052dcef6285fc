// Alerts as the console evaluates them: one for each rule and group, with its history, its deliveries and what people say about it.
import { z } from "zod";
import { alertListStates } from "./alert-list-state.ts";
import { alertSeverities } from "./enumerations.ts";
import {
  alertChange,
  alertDelivery,
  alertLabels,
  alertPoint,
  alertSeverity,
  alertState,
  valueUnit,
  withheld,
} from "./alert-parts.ts";
import { alertRuleContent, alertRuleInfo } from "./alert-rule.ts";
import { exportSignals } from "./export.ts";
import { oneOf, pageFields, rangeFields, text } from "./fields.ts";
import { nextCursor, pageOf, resolvedRange } from "./query.ts";
import type { Body, In, Out, Routes } from "./route.ts";
import { unknown } from "./unknown.ts";

export const alert = z
  .object({
    id: z.string().describe("A hash of rule and group: the same after a restart, and in each console."),
    rule: z.string().describe("Name of the rule."),
    ruleId: z.string().describe("Its id in `/api/alert-rules`; empty when the rule no longer exists."),
    group: alertLabels.describe("Attributes of the group; empty when the rule has no groups."),
    state: alertState,
    since: z.string().describe("When the state began."),
    evaluated: z.string().describe("Time of the last evaluation."),
    value: z.number().nullable().describe("At the last evaluation with data; `null` before the first."),
    unit: valueUnit,
    unknown: unknown
      .nullable()
      .describe(
        "Its rule is not evaluated: `state` is of the last evaluation. `null` while it is evaluated.",
      ),
    severity: alertSeverity,
    owner: z.string(),
    summary: z.string().describe("What is wrong while it fires."),
    condition: alertRuleContent.describe(
      "`on` and `when` of its rule, without queries and without the rules of a composite condition; empty when the rule no longer exists.",
    ),
    runbook: z.string(),
    labels: alertLabels.describe(
      "All labels that silences match: of the group, the rule, `alert`, `severity`, `owner`.",
    ),
    withheld: withheld
      .nullable()
      .describe("Why the message about the state was not sent; `null` when nothing withholds it."),
    acknowledgedBy: z.string().describe("Who acknowledged the state; empty when it is not acknowledged."),
    assignee: z.string(),
  })
  .meta({ id: "Alert", description: "One rule and group, at its last evaluation." });
export type Alert = Out<typeof alert>;

export const evaluation = z
  .object({
    lastMs: z.number().nullable().describe("Unix ms of the last round; `null` before the first."),
    lateMs: z.number().describe("How long after its time the last round was stored."),
    durationMs: z.number().describe("How long the last round took."),
    leader: z
      .string()
      .describe("The console that evaluated last: its host and process; empty before the first round."),
    rules: z.number().describe("Rules that are evaluated."),
    failing: z.number().describe("Rules whose last evaluation failed."),
    notEvaluated: z
      .array(z.object({ rule: z.string(), ruleId: z.string(), ...unknown.shape }))
      .describe(
        "Rules that are not evaluated: their value cannot be read, they have mistakes, or no console evaluates them; and files of rules that were never read, by their path. Those of the longest time first, at most 20.",
      ),
    notEvaluatedTotal: z.number().describe("How many there are."),
  })
  .meta({ id: "Evaluation", description: "How the evaluation of rules is doing." });
export type Evaluation = Out<typeof evaluation>;

export const alertsResult = z
  .object({
    ...resolvedRange,
    ...pageOf(alert),
    states: z
      .record(z.string(), z.number())
      .describe(
        "Alerts by state, with the other filters applied, those that were quiet in the range too. `unknown`: not firing at the last evaluation, and not evaluated since.",
      ),
    owners: z.array(z.string()).describe("All owners."),
    evaluation,
    mayChange: z.boolean().describe("Whether the caller has the scope `alerts` or `admin`."),
  })
  .meta({ id: "AlertsResult" });
export type AlertsResult = Out<typeof alertsResult>;

const alertsQuery = {
  ...rangeFields,
  from: rangeFields.from.describe("As in other routes. Default `-1d`."),
  ...pageFields,
  state: oneOf(...alertListStates),
  rule: text.describe("Name of a rule."),
  severity: oneOf(...alertSeverities),
  owner: text.describe("An owner; `-` for alerts without one."),
  search: text.describe("Part of the rule's name, the summary or a label."),
};
export type AlertsQuery = In<typeof alertsQuery>;

export const alertNotice = z
  .object({
    id: z.string().describe("Receivers deduplicate by it."),
    alertId: z.string(),
    rule: z.string(),
    group: alertLabels,
    time: z.string(),
    kind: z
      .enum(["firing", "severity", "recovered", "noData", "error", "reminder", "ended"])
      .describe("`severity`: the alert goes on firing, more or less urgent than before."),
    severity: alertSeverity.describe("Of the alert, as the message has it."),
    since: z.string(),
    value: z.number().nullable(),
    unit: valueUnit,
    withheld: withheld.nullable().describe("`null`: it was given to the channels."),
    deliveries: z.array(alertDelivery).describe("Attempts, the oldest first."),
  })
  .meta({
    id: "AlertNotice",
    description:
      "A message about a change, or the decision to send none: why a receiver did or did not get it.",
  });
export type AlertNotice = Out<typeof alertNotice>;

export const noteKinds = ["acknowledge", "assign", "comment", "useful", "noise", "accept"] as const;

export const alertNote = z
  .object({
    id: z.string(),
    time: z.string(),
    author: z.string(),
    kind: z.enum(noteKinds),
    text: z.string().describe("Of `assign` the assignee, else a comment; may be empty."),
    since: z.string().describe("When the state began that the note is about."),
  })
  .meta({ id: "AlertNote", description: "What a person said about an alert." });
export type AlertNote = Out<typeof alertNote>;

export const newAlertNote = z
  .strictObject({
    kind: z.enum(noteKinds),
    text: z
      .string()
      .trim()
      .max(2000)
      .default("")
      .describe("A comment; of `assign` the assignee, where empty removes the assignee."),
    since: z.iso
      .datetime()
      .optional()
      .describe("Of `accept`, required: `since` of the alert whose level was seen. Others have none."),
  })
  .refine(({ kind, text: comment }) => kind !== "comment" || comment !== "", "a comment has a `text`")
  .refine(
    ({ kind, since }) => (kind === "accept") === (since !== undefined),
    "`accept` has the `since` of the alert, and no other kind has",
  )
  .meta({
    id: "NewAlertNote",
    description:
      "`acknowledge` holds until the state changes. `useful` and `noise` judge the last firing; the last judgement of a firing counts. `accept` accepts the level that an anomaly has led to: at the next evaluation the alert ends, and the level is the usual one.",
  });
export type NewAlertNote = Body<typeof newAlertNote>;

export const alertReplay = z
  .object({
    alertId: z.string(),
    rule: z.string().describe("Name of the rule."),
    signals: z.array(z.enum(exportSignals)).describe("Signals whose export has the data of the rule."),
    queries: z
      .array(
        z.object({
          name: z.string().describe("Under which the replay looks for its values."),
          query: z.string(),
          windowSeconds: z.number(),
        }),
      )
      .describe("Queries of the rule, whose values are read anew: one run for each evaluation."),
    everySeconds: z.number().describe("Between two evaluations."),
    dataFrom: z.string().describe("Beginning of the data that the rule reads."),
    from: z.string().describe("Beginning of the replay."),
    to: z.string().describe("End of the data and of the replay."),
  })
  .meta({ id: "AlertReplay", description: "What a replay of an alert reads." });
export type AlertReplay = Out<typeof alertReplay>;

export const alertResult = z
  .object({
    ...resolvedRange,
    alert,
    rule: alertRuleInfo.nullable().describe("`null` when the rule no longer exists."),
    sentence: z
      .string()
      .describe(
        "What is wrong, as messages say it; empty while it never was, and when the rule no longer exists.",
      ),
    unsure: z
      .string()
      .describe(
        "Why the last value, although beyond the limit, is not enough for an alert: `42 %, above 30 %, but 5 of 12 is not enough: needs 9 of 12`, `burning at 100 ×, above 14.4 ×, but there is telemetry of 3 of 5 minutes`, or `below 20, but there is telemetry of 3 of 5 minutes`. Else empty.",
      ),
    history: z.array(alertChange).describe("Changes in the range, the latest first, at most 500."),
    notices: z
      .array(alertNotice)
      .describe("Messages and withheld messages in the range, the latest first, at most 500."),
    notes: z.array(alertNote).describe("The latest first, at most 500."),
    replay: alertReplay
      .nullable()
      .describe(
        "Of its last firing. `null` for rules that no longer exist, and for those that `replayNote` explains.",
      ),
    replayNote: z
      .string()
      .describe("Why there is no `replay`, and what to do instead; empty when there is one."),
    mayChange: z.boolean(),
  })
  .meta({ id: "AlertResult" });
export type AlertResult = Out<typeof alertResult>;

export const alertSeriesResult = z
  .object({
    ...resolvedRange,
    stepMs: z.number().describe("Time between points. Long ranges have fewer evaluations than took place."),
    points: z.array(alertPoint),
  })
  .meta({ id: "AlertSeriesResult" });
export type AlertSeriesResult = Out<typeof alertSeriesResult>;

export const alertHistoryResult = z
  .object({ ...resolvedRange, items: z.array(alertChange), nextCursor })
  .meta({ id: "AlertHistoryResult", description: "The latest first." });
export type AlertHistoryResult = Out<typeof alertHistoryResult>;

const historyQuery = {
  ...rangeFields,
  from: rangeFields.from.describe("As in other routes. Default `-7d`."),
  ...pageFields,
  rule: text.describe("Name of a rule."),
};
export type AlertHistoryQuery = In<typeof historyQuery>;

const alertRange = { ...rangeFields, from: rangeFields.from.describe("As in other routes. Default `-7d`.") };
const chartRange = { ...rangeFields, from: rangeFields.from.describe("As in other routes. Default `-6h`.") };

export const alertRoutes = {
  "GET /api/alerts": {
    summary: "Lists alerts: what fires first, then by severity and the latest change.",
    description:
      "Alerts that are `ok` are listed when they became so in the range, and while their rule is not evaluated. `environment` has no effect: a rule says with `where` what it looks at.",
    query: alertsQuery,
    result: alertsResult,
  },
  "GET /api/alerts/:id": {
    summary: "Returns one alert with its rule, its changes, its messages with each delivery, and notes.",
    query: alertRange,
    result: alertResult,
  },
  "GET /api/alerts/:id/series": {
    summary: "Returns the value of one alert over time, with its limit, for a chart.",
    description: "Computed from the stored telemetry by the state machine that evaluates live.",
    query: chartRange,
    result: alertSeriesResult,
  },
  "POST /api/alerts/:id/notes": {
    summary: "Acknowledges, assigns, comments or judges an alert, or accepts its level.",
    description:
      "The change is written to the audit log. `accept` of an alert that does not fire, or whose rule has no `anomaly`: 409 `ALERT_LEVEL_UNKNOWN`. Of one that has ended and fires again: 409 `ALERT_FIRING_CHANGED`.",
    access: "alerts",
    body: newAlertNote,
    result: alertNote,
  },
  "GET /api/alert-history": {
    summary: "Lists the changes of all alerts, the latest first.",
    query: historyQuery,
    result: alertHistoryResult,
  },
} satisfies Routes;
