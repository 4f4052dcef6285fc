// GET /api/funnels and /api/funnels/{name}: conversion of all funnels, and of one with the people who dropped at each step.
import type { FunnelResult, FunnelsResult, FunnelSummary, ParamsOf } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { groupBy } from "../filter/group-by.ts";
import { type PersonRow, toPeople } from "../journeys/journey-person.ts";
import { findSize, findSizes, toSample, toShare } from "../journeys/people-parts.ts";
import { findStepFigures } from "../journeys/step-figures.ts";
import { toPage } from "../params/page.ts";
import { readRange } from "../params/params.ts";
import {
  chooseStepMs,
  decisiveSize,
  previousRange,
  type Range,
  stepTimes,
  toRangeParams,
  toResolved,
} from "../time/range.ts";
import { conversionTrend, timeToConvert } from "./attempt-times.ts";
import type { Attempt } from "./attempts.ts";
import { findFunnels, type FunnelDefinition } from "./funnel-definitions.ts";
import { countLevels, type CountLevels, estimateLevels, sampleLevels } from "./funnel-levels.ts";
import { toFunnelParams } from "./funnel-params.ts";
import { openFunnel, usualRules } from "./funnel-rules.ts";
import { findAttempts, noSummary, type ReasonRow, summariseFunnels } from "./funnel-summary.ts";

const trendSteps = 30;
const minTrendStepMs = 60_000;

export async function listFunnels(
  params: ParamsOf<"GET /api/funnels">,
  context: ApiContext,
): Promise<FunnelsResult> {
  const range = readRange(params, context);
  const { environment, windowMs } = params;
  const [known, reasons] = await Promise.all([
    findFunnels(undefined, range, context),
    run<ReasonRow>(context, "funnel-reasons", { ...toRangeParams(range), environment }),
  ]);
  const { page, nextCursor } = toPage(known, ({ name }) => [0, name], params);
  const rules = { ...usualRules, windowMs };
  const toQuery = (funnels: readonly FunnelDefinition[]): QueryParams =>
    toFunnelParams(funnels, range, environment, rules);
  const attempts = await findAttempts(toQuery(page), rules, context);
  const groups = params.sample === "few" ? await groupBySample(page, toQuery(page), range, context) : [];
  const counted = groups.length === 0 ? [{ funnels: page, count: countAll(context) }] : groups;
  const summaries: FunnelSummary[] = [];
  for (const { funnels, count } of counted)
    summaries.push(
      ...(await summariseFunnels(funnels, toQuery(funnels), range, { attempts, reasons }, count)),
    );
  return {
    ...toResolved(range),
    isEstimate: groups.length > 0,
    funnels: page.map(({ name }) => summaries.find((summary) => summary.name === name) ?? noSummary(name)),
    nextCursor,
  };
}

interface CountedAlike {
  readonly funnels: readonly FunnelDefinition[];
  readonly count: CountLevels;
}

/**
 * Funnels of many people in both periods, by the part of the people that represents all; the others counted as a whole. None if all of them
 * are.
 */
async function groupBySample(
  funnels: readonly FunnelDefinition[],
  query: QueryParams,
  range: Range,
  context: ApiContext,
): Promise<readonly CountedAlike[]> {
  const before = { ...query, ...toRangeParams(previousRange(range)) };
  const [sizes, sizesBefore] = await Promise.all([query, before].map((asked) => findSizes(asked, context)));
  const samples = groupBy(funnels, ({ name }) =>
    roundDown(toSample(decisiveSize(sizes!.get(name) ?? 0, sizesBefore!.get(name) ?? 0)).share),
  );
  if ([...samples.keys()].every((share) => share === 1)) return [];
  return [...samples].map(([share, alike]) => ({
    funnels: alike,
    count: share === 1 ? countAll(context) : sampleLevels(toShare(share), context),
  }));
}

/** To a power of four: funnels of about as many people are counted together. */
function roundDown(share: number): number {
  return 4 ** Math.floor(Math.log2(share) / 2);
}

function countAll(context: ApiContext): CountLevels {
  return (asked) => countLevels(asked, context);
}

/** A funnel without definition and records has no steps. */
export async function getFunnel(
  params: ParamsOf<"GET /api/funnels/:name">,
  context: ApiContext,
): Promise<FunnelResult> {
  const range = readRange(params, context);
  const { environment, name } = params;
  const [{ funnel, declared }, reasons] = await Promise.all([
    openFunnel(name, params, range, context),
    run<ReasonRow>(context, "funnel-reasons", { ...toRangeParams(range), name, environment }),
  ]);
  const query = toFunnelParams([funnel], range, environment, params);
  const sample = toSample(await findSize(query, context));
  const attempts = await findAttempts(query, params, context);
  // This count needs all the memory that queries have, so nothing runs beside it.
  const isEstimate = params.sample === "few" && sample.share > 1;
  const count: CountLevels = isEstimate ? estimateLevels(context) : countAll(context);
  const [summary] = await summariseFunnels([funnel], query, range, { attempts, reasons }, count);
  const [taken, dropped] = await Promise.all([
    findStepFigures(name, funnel.steps, { ...toRangeParams(range), environment }, sample, context),
    run<PersonRow & { readonly level: number }>(context, "funnel-dropped", { ...query, ...sample.part }),
  ]);
  const people = await toPeople(dropped, context);
  return {
    ...toResolved(range),
    funnel: summary ?? noSummary(name),
    declared: [...declared],
    share: sample.share,
    isEstimate,
    ...toTimes(attempts.get(name) ?? [], funnel.steps.length, sample.share, range),
    taken,
    reasons: reasons.map(({ step, reason, calls }) => ({ step, reason, count: Number(calls) })),
    dropped: funnel.steps.slice(0, -1).map((step, at) => ({
      step,
      people: people.filter((_, place) => dropped[place]?.level === at + 1),
    })),
  };
}

/** How many people began a funnel and finished it over time, from one of its steps to another; default: its first and its last. */
export async function readFunnelTrend(
  params: Omit<ParamsOf<"GET /api/funnels/:name">, "steps">,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  context: ApiContext,
): Promise<Pick<FunnelResult, "trend"> & { readonly steps: readonly string[] }> {
  const range = readRange(params, context);
  const { declared } = await openFunnel(params.name, { ...params, steps: [] }, range, context);
  const ends = [from ?? declared[0], to ?? declared.at(-1)].filter((step) => step !== undefined);
  const steps = [...new Set(ends)];
  const funnel = { name: params.name, steps };
  const query = toFunnelParams([funnel], range, params.environment, params);
  const { share } = toSample(await findSize(query, context));
  const attempts = steps.length < 2 ? new Map<string, never>() : await findAttempts(query, params, context);
  return { steps, ...toTimes(attempts.get(params.name) ?? [], steps.length, share, range) };
}

/** The distribution of the time to convert, and the trend; each person of a sample stands for `share`. */
function toTimes(
  attempts: readonly Attempt[],
  stepCount: number,
  share: number,
  range: Range,
): Pick<FunnelResult, "convert" | "trend"> {
  const stepMs = chooseStepMs(range, trendSteps, minTrendStepMs);
  const convert = timeToConvert(attempts, stepCount);
  const fromMs = Number(range.fromNs) / 1e6;
  const buckets = conversionTrend(attempts, stepCount, { fromMs, times: stepTimes(range, stepMs), stepMs });
  return {
    convert: convert === null ? null : { ...convert, bars: convert.bars.map((people) => people * share) },
    trend: {
      stepMs,
      buckets: buckets.map(({ time, entered, finished }) => ({
        time,
        entered: entered * share,
        finished: finished * share,
      })),
    },
  };
}
