// Rules and objectives, from files (read-only) and stored ones. A rule is an open object here: `packages/alerts` declares its form, checks
// it with a problem for each mistake, and publishes it as JSON schema (docs/reference/alert-rules.schema.json).
import { z } from "zod";
import { alertRuleOrigins, alertSeverities } from "./enumerations.ts";
import { alertChange, alertLabels, alertPoint, alertSeverity, valueUnit } from "./alert-parts.ts";
import { oneOf, pageFields, text } from "./fields.ts";
import { pageOf, resolvedRange } from "./query.ts";
import type { Body, In, Out, Routes } from "./route.ts";
import { unknown } from "./unknown.ts";

/** How many stored rules, objectives and silences a tenant may have, each. */
export const maxStoredRules = 2000;

/** Characters that they may have together, as JSON. */
export const maxStoredRuleText = 8_000_000;

export const alertRuleKinds = ["alert", "objective"] as const;

export const alertRuleContent = z.record(z.string(), z.unknown()).meta({
  id: "AlertRuleContent",
  description:
    "A rule or an objective with the fields of a file of rules: [alert rules](alert-rules.md) has each.",
});
export type AlertRuleContent = Out<typeof alertRuleContent>;

export const ruleProblem = z
  .object({
    path: z.string().describe("Where it is: `when.above`; empty for the whole."),
    message: z.string().describe("What is there, and what was expected."),
    fix: z.string().describe("What to do about it."),
    line: z.number().optional().describe("Of a mistake in a file: the line, where it is known."),
  })
  .meta({ id: "RuleProblem", description: "One mistake in a rule." });
export type RuleProblem = Out<typeof ruleProblem>;

export const alertRuleInfo = z
  .object({
    id: z.string(),
    version: z
      .number()
      .describe('Of a stored rule: send it as `If-Match` with a change, `"3"`. 0 for a rule from a file.'),
    source: z
      .enum(alertRuleOrigins)
      .describe("`file` is read-only. `objective`: a burn-rate rule that an objective brings with it."),
    kind: z.enum(alertRuleKinds),
    place: z.string().describe("Of a rule from a file: its path in the folder of rules. Else empty."),
    name: z.string(),
    severity: alertSeverity,
    owner: z.string(),
    summary: z.string(),
    unit: valueUnit,
    disabled: z.boolean(),
    content: alertRuleContent,
    savedBy: z.string().describe("Who saved a stored rule last; empty for others."),
    saved: z.string().describe("When; empty for others."),
    states: z.record(z.string(), z.number()).describe("Its alerts by state."),
    leftOut: z.number().describe("Groups that the limit left out at the last evaluation."),
    evaluated: z.string().describe("Time of the last evaluation; empty before the first."),
    error: z.string().describe("Why the last evaluation failed; empty when it did not."),
    unknown: unknown.nullable().describe("It is not evaluated; `null` while it is, and when it is disabled."),
    problems: z.array(ruleProblem).describe("Why it is not evaluated; empty when it is."),
    warning: z
      .string()
      .describe(
        "A mistake that does not stop it: that it depends on a disabled rule. The answer with one rule also says that its amount adds several currencies, by the data of the last day; that is left out when the store takes longer than a second. Empty without a mistake.",
      ),
    useful: z.number().describe("Firings that people marked as useful."),
    noise: z.number().describe("Firings that people marked as noise."),
    precision: z.number().nullable().describe("`useful / (useful + noise)`; `null` without marks."),
  })
  .meta({ id: "AlertRuleInfo", description: "A rule or an objective with what is known about it." });
export type AlertRuleInfo = Out<typeof alertRuleInfo>;

export const ruleFileInfo = z
  .object({
    path: z.string().describe("Path in the folder of rules."),
    rules: z.number().describe("Rules, objectives and silences in use from it."),
    problems: z
      .array(ruleProblem)
      .describe("Mistakes of the file. While there are any, its last good content stays in use."),
    brokenSince: z
      .string()
      .nullable()
      .describe("When the console first saw its mistakes; `null` while it has none."),
  })
  .meta({ id: "RuleFileInfo", description: "A file in the folder of rules." });
export type RuleFileInfo = Out<typeof ruleFileInfo>;

export const alertRulesResult = z
  .object({
    ...pageOf(alertRuleInfo),
    files: z.array(ruleFileInfo),
    owners: z.array(z.string()),
    mayChange: z.boolean().describe("Whether the caller has the scope `alerts` or `admin`."),
  })
  .meta({ id: "AlertRulesResult", description: "By name." });
export type AlertRulesResult = Out<typeof alertRulesResult>;

const rulesQuery = {
  ...pageFields,
  search: text.describe("Part of the name, the summary or the owner."),
  source: oneOf(...alertRuleOrigins),
  kind: oneOf(...alertRuleKinds),
  severity: oneOf(...alertSeverities),
  owner: text.describe("An owner; `-` for rules without one."),
};
export type AlertRulesQuery = In<typeof rulesQuery>;

export const newAlertRule = z
  .strictObject({ kind: z.enum(alertRuleKinds).default("alert"), content: alertRuleContent })
  .meta({ id: "NewAlertRule" });
export type NewAlertRule = Body<typeof newAlertRule>;

export const newPreview = z
  .strictObject({
    content: alertRuleContent,
    kind: z.enum(alertRuleKinds).default("alert"),
    from: z.string().max(100).default("-7d").describe("As the parameter `from` of other routes."),
    to: z.string().max(100).default("now"),
  })
  .meta({ id: "NewPreview" });
export type NewPreview = Body<typeof newPreview>;

export const previewGroup = z
  .object({
    rule: z.string().describe("Of an objective: one of its rules."),
    group: alertLabels,
    points: z.array(alertPoint),
    firings: z.number(),
    minutesFiring: z.number(),
    unsure: z
      .object({ time: z.string().describe("Time of the evaluation."), reason: z.string() })
      .nullable()
      .describe(
        "The last value of a share or burn rate that was beyond the limit without enough evidence: what it lacked, such as `42 %, above 30 %, but 5 of 12 is not enough: needs 9 of 12`.",
      ),
  })
  .meta({ id: "PreviewGroup" });
export type PreviewGroup = Out<typeof previewGroup>;

export const previewResult = z
  .object({
    ...resolvedRange,
    unit: valueUnit,
    stepMs: z.number().describe("Time between evaluations."),
    isCoarse: z.boolean().describe("Whether the rule is evaluated more often than the preview did."),
    groups: z.array(previewGroup).describe("Those that fired longest first, at most 20."),
    groupCount: z.number().describe("All groups."),
    leftOut: z.number().describe("Groups beyond the limit of the rule."),
    changes: z.array(alertChange).describe("The first 1,000."),
    firings: z.number().describe("Of all groups."),
    minutesFiring: z.number().describe("Added up over all groups."),
    precision: z
      .number()
      .nullable()
      .describe("The largest relative error of values, of percentiles; `null` when they are exact."),
    oneOf: z
      .number()
      .nullable()
      .describe("Of a funnel with very many people, one of so many was read; `null`: all were."),
    currencies: z
      .array(z.string())
      .describe(
        "The currencies that the amount of the rule adds in the range, the first ten by transactions, where neither a condition nor a group names one; an amount without a currency has an empty one. Empty where there is one, and of other rules.",
      ),
    currencyCount: z.number().describe("All of these currencies; 0 where there is one, and of other rules."),
    channels: z
      .array(z.string())
      .nullable()
      .describe(
        "The channels that get a message when one of the groups fires, by name; `null` of an objective, whose burn rates are rules of their own, and of a rule with groups while none is known: channels may choose by them.",
      ),
    errors: z.array(z.string()).describe("Why some values could not be read."),
  })
  .meta({ id: "PreviewResult", description: "What the rule would have done in the range." });
export type PreviewResult = Out<typeof previewResult>;

const changes =
  "The header `If-Match` carries the `version` that was read, in quotes: 428 without it, 412 when the rule has changed since. A rule from a file is read-only: 409. Each change is written to the audit log, with the rule before and after.";
const inUse =
  "What other rules need (`dependsOn`, the objective of a burn rate) is refused with 409 and the code `ALERT_RULE_IN_USE`, which names them.";
const mistakes =
  "A rule with mistakes is rejected with 422 and the code `ALERT_RULE_INVALID`; the answer has all of them as `problems`.";

export const alertRuleRoutes = {
  "GET /api/alert-rules": {
    summary: "Lists rules and objectives from files, stored ones, and the burn-rate rules of objectives.",
    query: rulesQuery,
    result: alertRulesResult,
  },
  "POST /api/alert-rules": {
    summary: "Stores a rule or an objective.",
    description: mistakes,
    access: "alerts",
    body: newAlertRule,
    result: alertRuleInfo,
  },
  "GET /api/alert-rules/file": {
    summary: "Returns rules as a file of rules: the stored ones, or one by its name.",
    description:
      "Without `rule`: the stored rules, objectives and silences. Parents in `dependsOn` that are not in the file are left out, with a comment that names them; objectives of files that a stored rule refers to are in it, without alerts of their own. With `rule`: that rule, stored or from a file, with the objective that it refers to, or the objective that brings it.",
    query: { rule: text.describe("Name of one rule, also of a burn-rate rule of an objective.") },
    file: "application/yaml",
  },
  "POST /api/alert-rules/preview": {
    summary: "Evaluates a rule over past telemetry: when it would have fired.",
    description: `Changes nothing. ${mistakes}`,
    access: "read",
    body: newPreview,
    result: previewResult,
  },
  "GET /api/alert-rules/:id": { summary: "Returns one rule or objective.", result: alertRuleInfo },
  "PUT /api/alert-rules/:id": {
    summary: "Changes a stored rule or objective.",
    description: `${changes} ${mistakes} ${inUse}`,
    access: "alerts",
    body: newAlertRule,
    result: alertRuleInfo,
  },
  "DELETE /api/alert-rules/:id": {
    summary: "Deletes a stored rule or objective.",
    description: `${changes} ${inUse}`,
    access: "alerts",
    result: alertRuleInfo,
  },
} satisfies Routes;
