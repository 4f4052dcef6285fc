// `/api/alert-rules/preview` and `/api/alerts/:id/series`.
import {
  type Alert,
  type AlertPoint,
  type AlertSeriesResult,
  newPreview,
  type ParamsOf,
  type PreviewGroup,
  type PreviewResult,
} from "contract";
import {
  type AlertRule,
  type Change,
  type Condition,
  detectorPrefixOf,
  membersOf,
  type RuleFile,
} from "alerts";
import type { ApiContext } from "../../api/context.ts";
import { readRange } from "../../api/params/params.ts";
import { type Range, toResolved } from "../../api/time/range.ts";
import {
  type PreviewedGroup,
  type PreviewPoint,
  type PreviewRequest,
  previewRules,
  statesAt,
} from "../preview.ts";
import type { RoutedAlert } from "../../notify/route.ts";
import { createAsk } from "../read/ask.ts";
import { readFirstTelemetry } from "../../api/received/first-telemetry.ts";
import { readingOf } from "../reading.ts";
import type { PublishedRules } from "../rules/published.ts";
import { alertIdOf } from "../ids.ts";
import { problemsAmong } from "../rules/rule-set.ts";
import { inPieces } from "../../turns/in-pieces.ts";
import { readAlertsNow } from "./alerts-now.ts";
import { callerOf, readBody } from "./caller.ts";
import type { Channels } from "./channels.ts";
import { findAlert } from "./find-alert.ts";
import { readRecords, toAlertChange } from "./history.ts";
import { entryOf, knownRules } from "../rules/known-rules.ts";
import { knownAlone, ruleAlone } from "./rule-alone.ts";
import { findCurrencies } from "./rule-currencies.ts";
import { dependsOnDisabled, readRulesNow } from "./rule-infos.ts";
import { readUnits } from "../units.ts";
import { checkQueries } from "./check-queries.ts";
import { invalid } from "./invalid.ts";

/** The detector of a chart learns from so much before its range, to expect the hours of a day. */
const leadMs = 86_400_000;
const mostGroups = 20;
const mostChanges = 1_000;
const example =
  '{ "content": { "name": "Payments fail", "on": { "service": "payments", "measure": "errors" }, "when": { "above": 0.05 } }, "from": "-7d" }';

export async function previewRule(
  context: ApiContext,
  channels: Pick<Channels, "takersOf">,
): Promise<PreviewResult> {
  const { kind, content, from, to } = readBody(newPreview, context, example);
  const range = readRange({ from, to }, context);
  const entry = entryOf({ kind, id: "preview", content });
  const rules = await readRulesNow(context);
  // the same rule, stored or in a file, is what is edited
  const others = rules.entries.filter((one) => one.content.name !== entry.content.name || one.kind !== kind);
  const problems = await inPieces(problemsAmong(entry, others, rules));
  if (problems.length > 0) throw invalid(problems);
  await checkQueries(content, context);
  const file = ruleAlone(entry, others);
  const request = toRequest(file, range, context);
  const [found, unitOf, added] = await Promise.all([
    previewRules(readingOf(context).previewer, request),
    readUnits(context.queries, [content], { signal: context.signal }),
    findCurrencies(file, request, context),
  ]);
  // of an objective: the rate at which its budget burns
  const unit = kind === "objective" ? "" : unitOf(content);
  const { stepMs, isCoarse, groupCount, leftOut, firings, minutesFiring, errors } = found;
  return {
    ...toResolved(range),
    unit,
    stepMs,
    isCoarse,
    groups: found.groups
      .toSorted((a, b) => b.minutesFiring - a.minutesFiring || b.firings - a.firings)
      .slice(0, mostGroups)
      .map(toGroup),
    groupCount,
    leftOut,
    changes: found.changes.slice(0, mostChanges).map((change) => toAlertChange({ ...change, unit })),
    firings,
    minutesFiring,
    precision: found.precision ?? null,
    oneOf: found.oneOf ?? null,
    currencies: [...added.codes],
    currencyCount: added.count,
    channels:
      kind === "objective"
        ? null
        : takersOf(content as unknown as AlertRule, found.groups, context, channels),
    errors: [dependsOnDisabled(entry.content, others), ...errors, added.error].filter((text) => text !== ""),
  };
}

/**
 * Which channels take an alert of one of the groups, also with the severity of a burn rate; without a group, one of the rule alone. `null` where
 * the rule has groups and none is known: labels of groups choose channels.
 */
function takersOf(
  { name, severity = "ticket", owner, labels = {}, groupBy, when }: AlertRule,
  groups: readonly Pick<PreviewedGroup, "group">[],
  context: ApiContext,
  channels: Pick<Channels, "takersOf">,
): string[] | null {
  if (groups.length === 0 && groupBy !== undefined) return null;
  const { tenant } = callerOf(context);
  const alert = { tenant, rule: name, labels, ...(owner !== undefined && { owner }) };
  const all = groups.length === 0 ? [{ group: {} }] : groups;
  const names = new Set(
    [severity, ...severitiesOf(when)].flatMap((one) =>
      all.flatMap(({ group }) => channels.takersOf({ ...alert, severity: one, group })),
    ),
  );
  return [...names].toSorted((a, b) => a.localeCompare(b, "en"));
}

/** An alert has the severity of the most urgent pair of windows that burns. */
function severitiesOf(when: Condition): readonly RoutedAlert["severity"][] {
  if ("burnRate" in when) return when.burnRate.windows.flatMap(({ severity }) => severity ?? []);
  return "not" in when ? [] : membersOf(when).flatMap((member) => severitiesOf(member.when));
}

function toRequest(file: RuleFile, { fromNs, toNs }: Range, { signal }: ApiContext): PreviewRequest {
  return { file, from: Number(fromNs / 1_000_000n), to: Number(toNs / 1_000_000n), signal };
}

function toGroup({ points, unsure, ...group }: PreviewedGroup): PreviewGroup {
  return {
    ...group,
    points: points.map(toPoint),
    unsure: unsure === undefined ? null : { time: new Date(unsure.at).toISOString(), reason: unsure.reason },
  };
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
  const now = await readAlertsNow(context);
  const alert = await findAlert(now, params.id, context);
  return { ...toResolved(range), ...(await readSeries(alert, now.current.published, range, context)) };
}

/** The values of one group of a rule over a range; without points when the rule no longer exists. */
export async function readSeries(
  { rule, group }: Pick<Alert, "rule" | "group">,
  published: PublishedRules,
  range: Range,
  context: ApiContext,
): Promise<Pick<AlertSeriesResult, "stepMs" | "points">> {
  const known = knownRules(published).get(rule);
  if (known === undefined) return { stepMs: 60_000, points: [] };
  const { previewer } = readingOf(context);
  const request = toRequest(knownAlone(known, published.entries), range, context);
  const hasDetector = detectorPrefixOf(known.declaration.when) !== undefined;
  const from = hasDetector ? await learningFrom(request, context) : request.from;
  const { stepMs, groups } = await previewRules(previewer, { ...request, from, group });
  const id = alertIdOf(rule, group);
  const own = groups.find((one) => alertIdOf(one.rule, one.group) === id);
  const points = own?.points.filter(({ at }) => at >= request.from) ?? [];
  const shown = hasDetector ? await withRealStates(id, points, range, context) : points;
  return { stepMs, points: shown.map(toPoint) };
}

/** A day before the range, or when telemetry began: before that, what is counted was not 0, but not known. */
async function learningFrom(
  { from, to }: Pick<PreviewRequest, "from" | "to">,
  { queries, signal }: ApiContext,
): Promise<number> {
  const first = await readFirstTelemetry(createAsk(queries, { signal, priority: "interactive" }));
  return Math.min(Math.max(from - leadMs, first ?? 0), to - 1);
}

/** What the alert did: its own detector may have learned from more or from less than the one behind the band. */
async function withRealStates(
  alert: string,
  points: readonly PreviewPoint[],
  { toNs }: Range,
  context: ApiContext,
): Promise<readonly PreviewPoint[]> {
  const range = { fromNs: 0n, toNs };
  const rows = await readRecords(context, { kinds: ["change"], range, limit: mostChanges, alert });
  const changes = rows.map(({ body }) => JSON.parse(body) as Change).toReversed();
  const states = statesAt(
    changes,
    points.map(({ at }) => at),
  );
  return points.map((point, index) => ({ ...point, state: states[index]! }));
}
