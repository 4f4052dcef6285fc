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
import type { PreviewedGroup, PreviewPoint, RunPreview } from "../preview.ts";
import { askSqlOf } from "../ask-sql.ts";
import { alertIdOf } from "../ids.ts";
import { createPreviewer } from "../read/preview.ts";
import { problemsAmong, type RuleEntry } from "../rules/rule-set.ts";
import { readAlertsNow } from "./alerts-now.ts";
import { findAlert } from "./alerts.ts";
import { readBody } from "./caller.ts";
import { toAlertChange } from "./history.ts";
import { entryOf, readRulesNow } from "./rule-infos.ts";
import { invalid } from "./stored-changes.ts";

/** Evaluates over the telemetry that the caller may see. */
export type PreviewFor = (context: ApiContext) => RunPreview;

/** Previews keep what they read for some minutes: one for each tenant, as long as its queries are there. */
export function createPreviews(): PreviewFor {
  const known = new WeakMap<ApiContext["queries"], RunPreview>();
  return (context) => {
    const own = known.get(context.queries) ?? createPreviewer(context.queries, { askSql: askSqlOf(context) });
    known.set(context.queries, own);
    return own;
  };
}

const mostGroups = 20;
const mostChanges = 1_000;
const example =
  '{ "content": { "name": "Payments fail", "on": { "service": "payments", "measure": "errors" }, "when": { "above": 0.05 } }, "from": "-7d" }';

export async function previewRule(context: ApiContext, previewFor: PreviewFor): Promise<PreviewResult> {
  const { kind, content, from, to } = readBody(newPreview, context, example);
  const range = readRange({ from, to }, context);
  const entry = entryOf({ kind, id: "preview", content });
  const { entries } = await readRulesNow(context);
  // the same rule, stored or in a file, is what is edited
  const others = entries.filter((one) => one.content.name !== entry.content.name || one.kind !== kind);
  const problems = problemsAmong(entry, others);
  if (problems.length > 0) throw invalid(problems);
  const file = fileOf(entry, others);
  const { stepMs, groups, changes, notes } = await previewFor(context)(toRequest(file, range, context));
  const found = groups.map((group) => toGroup(group, stepMs));
  const sum = (amount: (group: PreviewGroup) => number): number =>
    found.reduce((total, group) => total + amount(group), 0);
  return {
    ...toResolved(range),
    stepMs,
    groups: found
      .toSorted((a, b) => b.minutesFiring - a.minutesFiring || b.firings - a.firings)
      .slice(0, mostGroups),
    groupCount: found.length,
    changes: changes.slice(0, mostChanges).map(toAlertChange),
    firings: sum(({ firings }) => firings),
    minutesFiring: sum(({ minutesFiring }) => minutesFiring),
    notes,
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

function toRequest(
  file: RuleFile,
  { fromNs, toNs }: Range,
  { signal }: ApiContext,
): Parameters<RunPreview>[0] {
  return { file, from: Number(fromNs / 1_000_000n), to: Number(toNs / 1_000_000n), signal };
}

function toGroup({ rule, group, points }: PreviewedGroup, stepMs: number): PreviewGroup {
  const isFiring = (point: PreviewPoint | undefined): boolean => point?.state === "firing";
  const firings = points.filter((point, index) => isFiring(point) && !isFiring(points[index - 1])).length;
  const minutesFiring = (points.filter(isFiring).length * stepMs) / 60_000;
  return { rule, group, points: points.map(toPoint), firings, minutesFiring };
}

function toPoint({ at, value, low, high, state }: PreviewPoint): AlertPoint {
  const time = new Date(at).toISOString();
  return { time, value: value ?? null, low: low ?? null, high: high ?? null, state };
}

export async function getSeries(
  params: ParamsOf<"GET /api/alerts/:id/series">,
  context: ApiContext,
  previewFor: PreviewFor,
): Promise<AlertSeriesResult> {
  const range = readRange(params, context, "-6h");
  const { alerts, rules, current } = await readAlertsNow(context);
  const alert = findAlert(alerts, params.id);
  const rule = rules.get(alert.rule);
  if (rule === undefined) return { ...toResolved(range), stepMs: 60_000, points: [] };
  const content = rule.declaration as unknown as RuleEntry["content"];
  const entry: RuleEntry = { kind: "alert", content, place: "", stored: "", problems: [] };
  const file = fileOf(entry, current.published.entries);
  const { stepMs, groups } = await previewFor(context)(toRequest(file, range, context));
  const own = groups.find((one) => alertIdOf(one.rule, one.group) === alert.id);
  return { ...toResolved(range), stepMs, points: own?.points.map(toPoint) ?? [] };
}
