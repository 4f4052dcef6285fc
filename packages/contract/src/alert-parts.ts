// What the resources about alerts share: states, changes, points of a chart, deliveries.
import { z } from "zod";
import { alertSeverities, alertStates } from "./enumerations.ts";
import type { Out } from "./route.ts";

export const alertState = z.enum(alertStates).meta({
  id: "AlertState",
  description:
    "`pending`: the condition holds, not yet for as long as the rule says. `noData` and `error`: of rules with `report`.",
});
export type AlertStateName = Out<typeof alertState>;

export const alertSeverity = z
  .enum(alertSeverities)
  .meta({ id: "AlertSeverity", description: "How urgent it is." });
export type AlertSeverity = Out<typeof alertSeverity>;

export const alertLabels = z.record(z.string(), z.string());

/** Of values, as `unitOfRule` returns it. */
export const valueUnit = z
  .string()
  .optional()
  .describe(
    "Unit of the values: `1` for shares, `s`, `/s`, that of the metric in UCUM; empty for counts. Absent where it is not known.",
  );

export const withheld = z
  .object({
    by: z.enum(["silence", "schedule", "maintenance", "dependency"]),
    name: z.string().describe("Name of the silence or the rule; the reason of the maintenance."),
  })
  .meta({ id: "Withheld", description: "Why a message is not sent now." });
export type Withheld = Out<typeof withheld>;

export const alertChange = z
  .object({
    id: z.string(),
    alertId: z.string(),
    rule: z.string(),
    group: alertLabels,
    time: z.string(),
    kind: z
      .enum(["pending", "cleared", "firing", "severity", "recovered", "noData", "error", "resumed", "ended"])
      .describe("`severity`: the alert goes on firing, more or less urgent than before."),
    from: alertState,
    to: alertState,
    value: z.number().nullable(),
    unit: valueUnit,
    values: z
      .record(z.string(), z.number())
      .describe("The numbers behind the change: the limit, counts, values of windows."),
    reason: z.string().describe("Of an error, of missing data, or of the end of an alert: why. Else empty."),
    severity: alertSeverity
      .optional()
      .describe("Of the alert from then on, where its condition decides how urgent it is."),
  })
  .meta({ id: "AlertChange", description: "One change of one alert, with the values behind it." });
export type AlertChange = Out<typeof alertChange>;

export const alertPoint = z
  .object({
    time: z.string().describe("Time of the evaluation."),
    value: z.number().nullable().describe("`null` without data."),
    low: z
      .number()
      .nullable()
      .describe(
        "The limit of `below`, or the lower end of the expected band of an anomaly condition; `null` for other conditions, and while the detector learns.",
      ),
    high: z.number().nullable().describe("The limit of `above`, or the upper end of the expected band."),
    state: alertState,
  })
  .meta({ id: "AlertPoint", description: "One evaluation for a chart." });
export type AlertPoint = Out<typeof alertPoint>;

export const deliveryOutcomes = ["sent", "retry", "dead", "grouped", "limited", "unrouted"] as const;

export const alertDelivery = z
  .object({
    noticeId: z.string(),
    rule: z.string(),
    channel: z.string().describe("Name of the channel; empty when no channel takes the message."),
    attempt: z.number().describe("From 1; 0 before the first one."),
    time: z.string(),
    outcome: z
      .enum(deliveryOutcomes)
      .describe(
        "`sent`: the receiver accepted it. `retry`: it did not, and is asked again. `dead`: given up. `grouped`: waits for others of its group. `limited`: waits because of the channel's rate limit. `unrouted`: no channel takes it.",
      ),
    status: z.number().nullable().describe("Status of the answer, such as 200; `null` without one."),
    ms: z.number().nullable().describe("Duration of the attempt in milliseconds."),
    error: z.string().describe("Why it failed; empty when it did not."),
  })
  .meta({ id: "AlertDelivery", description: "One attempt to deliver a message to a channel." });
export type AlertDelivery = Out<typeof alertDelivery>;
