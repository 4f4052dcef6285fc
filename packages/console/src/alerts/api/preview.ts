// `/api/alert-rules/preview` and `/api/alerts/:id/series`.
import {
  type AlertPoint,
  type AlertSeriesResult,
  newPreview,
  type ParamsOf,
  type PreviewGroup,
  type PreviewResult,
} from "contract";
import type { RuleFile } from "alerts";
import type { ApiContext } from "../../api/context.ts";
import { readRange } from "../../api/params/params.ts";
import { type Range, toResolved } from "../../api/time/range.ts";
import { type PreviewedGroup, type PreviewPoint, type PreviewRequest, previewRules } from "../preview.ts";
import { readingOf } from "../reading.ts";
import { alertIdOf } from "../ids.ts";
import { problemsAmong, type RuleEntry } from "../rules/rule-set.ts";
import { readAlertsNow } from "./alerts-now.ts";
import { findAlert } from "./alerts.ts";
import { readBody } from "./caller.ts";
import { toAlertChange } from "./history.ts";
import { entryOf, readRulesNow } from "./rule-infos.ts";
import { invalid } from "./stored-changes.ts";

const mostGroups = 20;
const mostChanges = 1_000;
const example =
  '{ "content": { "name": "Payments fail", "on": { "service": "payments", "measure": "errors" }, "when": { "above": 0.05 } }, "from": "-7d" }';

export async function previewRule(context: ApiContext): Promise<PreviewResult> {
  const { kind, content, from, to } = readBody(newPreview, context, example);
  const range = readRange({ from, to }, context);
  const entry = entryOf({ kind, id: "preview", content });
  const { entries } = await readRulesNow(context);
  // the same rule, stored or in a file, is what is edited
  const others = entries.filter((one) => one.content.name !== entry.content.name || one.kind !== kind);
  const problems = problemsAmong(entry, others);
  if (problems.length > 0) throw invalid(problems);
  const file = fileOf(entry, others);
  const found = await previewRules(readingOf(context).previewer, toRequest(file, range, context));
  const { stepMs, isCoarse, groupCount, leftOut, firings, minutesFiring, errors } = found;
  return {
    ...toResolved(range),
    stepMs,
    isCoarse,
    groups: found.groups
      .toSorted((a, b) => b.minutesFiring - a.minutesFiring || b.firings - a.firings)
      .slice(0, mostGroups)
      .map(toGroup),
    groupCount,
    leftOut,
    changes: found.changes.slice(0, mostChanges).map(toAlertChange),
    firings,
    minutesFiring,
    precision: found.precision ?? null,
    oneOf: found.oneOf ?? null,
    errors,
  };
}

/** The rule alone, without parents, silences and notices, with the objectives that its condition may name. */
function fileOf({ kind, content }: RuleEntry, others: readonly RuleEntry[]): RuleFile {
  if (kind === "objective") return { objectives: [content] } as unknown as RuleFile;
  const { dependsOn: _, disabled: __, ...alone } = content;
  const name = JSON.stringify(content["when"]);
  const objectives = others
    .filter((one) => one.kind === "objective" && one.problems.length === 0)
    .map((one) => one.content)
    .filter((one) => name.includes(JSON.stringify(one.name)))
    // its own rules are not asked for
    .map((one) => ({ ...one, alerts: [] }));
  return { alerts: [alone], objectives } as unknown as RuleFile;
}

function toRequest(file: RuleFile, { fromNs, toNs }: Range, { signal }: ApiContext): PreviewRequest {
  return { file, from: Number(fromNs / 1_000_000n), to: Number(toNs / 1_000_000n), signal };
}

function toGroup({ points, ...group }: PreviewedGroup): PreviewGroup {
  return { ...group, points: points.map(toPoint) };
}

function toPoint({ at, value, low, high, state }: PreviewPoint): AlertPoint {
  const time = new Date(at).toISOString();
  return { time, value: value ?? null, low: low ?? null, high: high ?? null, state };
}

export async function getSeries(
  params: ParamsOf<"GET /api/alerts/:id/series">,
  context: ApiContext,
): Promise<AlertSeriesResult> {
  const range = readRange(params, context, "-6h");
  const { alerts, rules, current } = await readAlertsNow(context);
  const alert = findAlert(alerts, params.id);
  const rule = rules.get(alert.rule);
  if (rule === undefined) return { ...toResolved(range), stepMs: 60_000, points: [] };
  const content = rule.declaration as unknown as RuleEntry["content"];
  const entry: RuleEntry = { kind: "alert", content, place: "", stored: "", problems: [] };
  const file = fileOf(entry, current.published.entries);
  const { previewer } = readingOf(context);
  const request = { ...toRequest(file, range, context), group: alert.group };
  const { stepMs, groups } = await previewRules(previewer, request);
  const own = groups.find((one) => alertIdOf(one.rule, one.group) === alert.id);
  return { ...toResolved(range), stepMs, points: own?.points.map(toPoint) ?? [] };
}
