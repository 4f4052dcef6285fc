// What the pages of error groups, interactions, profiles and workflows draw over time, as sources of charts: each is read by the
// part of the API that its page has it from.
import { absentName, restName } from "catalog/rest-name";
import type { ChartSource } from "contract";
import { findTrends, toConditions } from "../../api/errors/error-rows.ts";
import { findInteractionTrend, findInteractionTrends } from "../../api/interactions/interaction-figures.ts";
import { findProfiles, noProfile } from "../../api/profiles/profile-figures.ts";
import { toRangeParams } from "../../api/time/range.ts";
import { findDefinitions } from "../../api/definitions/definitions.ts";
import { findTrend } from "../../api/workflows/workflow-open.ts";
import { readSelection } from "../../api/workflows/workflow-selection.ts";
import { type ChartAnswer, type SteppedQuery, rangeOf, sumOf, toAnswer, toSeconds } from "./chart-query.ts";

type SourceOf<Kind extends string> = Extract<ChartSource, Readonly<Record<Kind, unknown>>>;

export async function readErrors({ error }: SourceOf<"error">, asked: SteppedQuery): Promise<ChartAnswer> {
  const { range, stepMs, environment, service, context } = asked;
  const conditions = toConditions({ environment, service }, range);
  const trends = await findTrends([error], { range, stepMs }, conditions, context);
  const values = trends.get(error);
  const counted = values === undefined ? ({ values: "zeros" } as const) : { values, total: sumOf(values) };
  return toAnswer(asked, "{error}", [{ label: "errors", ...counted }]);
}

export async function readInteractions(
  { interaction, measure, by, ...source }: SourceOf<"interaction">,
  asked: SteppedQuery,
): Promise<ChartAnswer> {
  const { range, stepMs, environment, context } = asked;
  const type = interaction === "" ? undefined : interaction;
  const query = { ...toRangeParams(range), environment, type, ...source };
  const isCount = measure === "count";
  const unit = isCount ? "{interaction}" : "";
  if (by === undefined) {
    const buckets = await findInteractionTrend(query, range, stepMs, context);
    const values = buckets.map((bucket) => bucket[measure]);
    return toAnswer(asked, unit, [
      { label: isCount ? "interactions" : measure, values, total: isCount ? sumOf(values) : undefined },
    ]);
  }
  const { trends, others } = await findInteractionTrends({ ...query, by }, range, stepMs, context);
  const names = trends.map(({ value }) => value);
  const lines = trends.map(({ value, counts, satisfactions }) => {
    const label = value === "" ? absentName(names) : value;
    const values = isCount ? counts : satisfactions;
    return { label, labels: { [by]: value }, values, total: isCount ? sumOf(values) : undefined };
  });
  // averages have no rest, and the rest of the values of one query is not that of another in a formula
  if (!isCount || asked.isTotal) return { ...toAnswer(asked, unit, lines), truncated: others.values };
  const rest = {
    label: restName(names),
    values: others.counts,
    total: sumOf(others.counts),
  };
  return toAnswer(asked, unit, others.values === 0 ? lines : [...lines, rest]);
}

export async function readProfile(
  { profile, measure }: SourceOf<"profile">,
  asked: SteppedQuery,
): Promise<ChartAnswer> {
  const { range, stepMs, environment, context } = asked;
  const {
    profiles: [found],
  } = await findProfiles(range, stepMs, { name: profile, environment }, context);
  const { buckets } = found ?? noProfile(profile, range, stepMs);
  const values = buckets.map(
    ({ count, errors, p95Ms }) => ({ count, errors, p95: toSeconds(p95Ms) })[measure],
  );
  const isTime = measure === "p95";
  return toAnswer(asked, isTime ? "s" : "{run}", [
    { label: `${profile} ${measure}`, values, total: isTime ? undefined : sumOf(values) },
  ]);
}

/** How many instances started, ended and became stuck. */
export async function readInstances(
  type: string,
  measure: "started" | "ended" | "became_stuck",
  asked: SteppedQuery,
): Promise<ChartAnswer> {
  const { service, filter, context } = asked;
  const selection = readSelection({ ...rangeOf(asked), type, service, filter }, context);
  const [definition] = await findDefinitions("workflow", type, context);
  const buckets = await findTrend(selection, asked.stepMs, definition, context);
  const field = measure === "became_stuck" ? "stuck" : measure;
  const values = buckets.map((bucket) => bucket[field]);
  return toAnswer(asked, "{instance}", [{ label: measure.replace("_", " "), values, total: sumOf(values) }]);
}
