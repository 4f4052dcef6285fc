// GET /api/funnels/{name}/groups: conversion by the values of an attribute of a step's records, now and in the preceding period.
import type { FunnelGroupsResult, ParamsOf } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { findSize } from "../journeys/people-parts.ts";
import { readRange } from "../params/params.ts";
import { previousRange, toRangeParams, toResolved } from "../time/range.ts";
import { askSamples, type FactSample, toFactSamples } from "./fact-sample.ts";
import { toConditionParams } from "./funnel-conditions.ts";
import { nowParams, toFunnelParams } from "./funnel-params.ts";
import { findStep, openFunnel, toFactParams } from "./funnel-rules.ts";
import { findWindow } from "./funnel-window.ts";

interface ValueRow {
  readonly value: string;
  readonly reached: readonly string[];
}

export async function getFunnelGroups(
  params: ParamsOf<"GET /api/funnels/:name/groups">,
  context: ApiContext,
): Promise<FunnelGroupsResult> {
  const range = readRange(params, context);
  const which = { environment: params.environment, ...toConditionParams(params, context) };
  const { funnel } = await openFunnel(params.name, params, range, context);
  if (funnel.steps.length === 0)
    return { ...toResolved(range), step: "", by: params.by ?? "", keys: [], groups: [], share: 1 };
  const at = params.step === undefined ? 0 : findStep(funnel, params.step);
  const { ms: windowMs } = await findWindow(funnel, params.windowMs, context);
  const query = {
    ...toFunnelParams([funnel], range, which, { ...params, windowMs }),
    ...toFactParams(funnel, at, params),
    ...nowParams(context),
    stepCount: funnel.steps.length,
  };
  const earlier = previousRange(range);
  const queryBefore = { ...query, ...toRangeParams(earlier) };
  const samples = toFactSamples(await findSize(query, context), range);
  const samplesBefore = toFactSamples(await findSize(queryBefore, context), earlier);
  const keys = await findKeys(query, samples, context);
  const by = params.by ?? keys[0] ?? "";
  const [now, most] = await Promise.all([
    countByValue({ ...query, by }, samples, context),
    countByValue({ ...queryBefore, by }, samplesBefore, context),
  ]);
  const rare = notAmong(most.counts, [...now.counts.keys()]);
  const others =
    rare.length === 0
      ? undefined
      : await countByValue({ ...queryBefore, by, values: rare }, [most.sample], context);
  const before = new Map([...most.counts, ...(others?.counts ?? [])]);
  const none = funnel.steps.map(() => 0);
  return {
    ...toResolved(range),
    step: funnel.steps[at] ?? "",
    by,
    keys,
    groups: [...now.counts].map(([value, people]) => ({
      value: value === "" ? null : value,
      people: people.slice(at),
      previous: (before.get(value) ?? none).slice(at),
    })),
    share: now.share,
  };
}

/** As many values as the queries list. */
const mostValues = 20;

/** Those of `values` that a list of the values with most people may have left out. */
export function notAmong(listed: ReadonlyMap<string, unknown>, values: readonly string[]): readonly string[] {
  return listed.size < mostValues ? [] : values.filter((value) => !listed.has(value));
}

/** Attributes of the step, the commonest first. */
async function findKeys(
  query: QueryParams,
  samples: readonly FactSample[],
  context: ApiContext,
): Promise<string[]> {
  const { found } = await askSamples(samples, async ({ params: part }) => {
    const rows = await run<{ key: string; records: string }>(context, "funnel-group-keys", {
      ...query,
      ...part,
    });
    return { keys: rows.map(({ key }) => key), people: Number(rows[0]?.records ?? 0) };
  });
  return found.keys;
}

/**
 * People at each step by the value of the attribute `by`, of one if the query has a `value`, how many each of those who were counted
 * represents, and the sample that was counted.
 */
export async function countByValue(
  query: QueryParams & { readonly by: string },
  samples: readonly FactSample[],
  context: ApiContext,
): Promise<{
  readonly counts: ReadonlyMap<string, number[]>;
  readonly share: number;
  readonly sample: FactSample;
}> {
  if (query.by === "") return { counts: new Map(), share: samples[0]!.share, sample: samples[0]! };
  const { sample, found } = await askSamples(samples, async ({ params: part }) => {
    const values = await run<ValueRow>(context, "funnel-group-values", { ...query, ...part });
    return { values, people: values.reduce((sum, { reached }) => sum + Number(reached[0] ?? 0), 0) };
  });
  const { share } = sample;
  const counts = found.values.map(
    ({ value, reached }) => [value, reached.map((people) => Number(people) * share)] as const,
  );
  return { counts: new Map(counts), share, sample };
}
