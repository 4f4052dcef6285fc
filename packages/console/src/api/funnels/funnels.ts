// GET /api/funnels and /api/funnels/{name}: conversion of all funnels, and of one with the people who dropped at each step.
import type { FunnelResult, FunnelsResult, FunnelTrendBucket, ParamsOf } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { toPeople } from "../journeys/journey-person.ts";
import { findSize, findSizes, roundShare, scale, toSample, toShare } from "../journeys/people-parts.ts";
import { findStepFigures } from "../journeys/step-figures.ts";
import { toFewSample } from "../journeys/ways.ts";
import { withinBytes } from "../limits/limit-list.ts";
import { keyBytes, toPage } from "../params/page.ts";
import { findSendingServices } from "../records/sending-services.ts";
import { readRange } from "../params/params.ts";
import {
  chooseDividingStepMs,
  chooseStepMs,
  type Range,
  stepTimes,
  toRangeParams,
  toResolved,
} from "../time/range.ts";
import { conversionTrend, timeToConvert } from "./attempt-times.ts";
import type { AttemptSample } from "./attempts.ts";
import { toConditionParams } from "./funnel-conditions.ts";
import { findFunnels, type FunnelDefinition } from "./funnel-definitions.ts";
import {
  type DroppedRow,
  estimateFunnel,
  type FunnelCounts,
  type FunnelQuestion,
} from "./funnel-estimate.ts";
import { countLevels, exactLevels, type Levels, levelsOf, sampleLevels } from "./funnel-levels.ts";
import { type FunnelRules, nowParams, toFunnelParams } from "./funnel-params.ts";
import { openFunnel, usualRules } from "./funnel-rules.ts";
import { type CountedPeriods, countPeriods, toQueryBefore } from "./funnel-periods.ts";
import {
  findReasons,
  type GivenReasons,
  noReasons,
  orFailed,
  sampleReasons,
  toReasonList,
} from "./funnel-reasons.ts";
import { type AbandonedRow, noSummary, summariseFunnels } from "./funnel-summary.ts";
import { findWindow, findWindows } from "./funnel-window.ts";
import { type Attempts, findAttempts } from "./read-attempts.ts";

const trendSteps = 30;
/** People who dropped, of each step. */
const mostDropped = 20;
/** Where steps have to be narrower. */
const maxTrendSteps = 1_000;
const minTrendStepMs = 60_000;

export async function listFunnels(
  params: ParamsOf<"GET /api/funnels">,
  context: ApiContext,
): Promise<FunnelsResult> {
  const range = readRange(params, context);
  const { environment } = params;
  const which = { environment, ...toConditionParams(params, context) };
  const [known, abandoned] = await Promise.all([
    findFunnels(undefined, range, context),
    run<AbandonedRow>(context, "funnel-abandoned", { ...toRangeParams(range), ...which }),
  ]);
  const { page, nextCursor } = toPage(known, ({ name }) => [0, name], params, keyBytes);
  const windowOf = await findWindows(page, params.windowMs, context);
  const toQuery = (funnels: readonly FunnelDefinition[], rules: FunnelRules): QueryParams =>
    toFunnelParams(funnels, range, which, rules);
  const groups =
    params.sample === "few" ? await groupBySample(page, toQuery(page, usualRules), range, context) : [];
  const countAll = async (): Promise<readonly CountedFunnels[]> => {
    const all: CountedFunnels[] = [];
    for (const { funnels, now, before } of groups.length === 0 ? [countedAsWhole(page)] : groups)
      // a query has one window
      for (const [windowMs, own] of groupBy(funnels, ({ name }) => windowOf(name).ms)) {
        const rules = { ...usualRules, windowMs };
        const counted = await readLevels(toQuery(own, rules), { range, rules, now, before }, context);
        all.push({ funnels: own, counted });
      }
    return all;
  };
  const [servicesOf, all] = await Promise.all([findSendingServices("journey", context), countAll()]);
  const summaries = all.flatMap(({ funnels, counted }) =>
    summariseFunnels(funnels, { ...counted, abandoned, windowOf, servicesOf }),
  );
  return {
    ...toResolved(range),
    isEstimate: groups.length > 0,
    funnels: page.map(
      ({ name }) => summaries.find((summary) => summary.name === name) ?? noSummary(name, windowOf(name)),
    ),
    nextCursor,
  };
}

interface CountedFunnels {
  readonly funnels: readonly FunnelDefinition[];
  readonly counted: CountedPeriods;
}

/** Funnels that are counted in parts of the same size: each person of the range represents `now`, each of the range before represents `before`. */
interface CountedAlike {
  readonly funnels: readonly FunnelDefinition[];
  readonly now: number;
  readonly before: number;
}

function countedAsWhole(funnels: readonly FunnelDefinition[]): CountedAlike {
  return { funnels, now: 1, before: 1 };
}

/** Funnels of many people, by the parts of them that represent all in each period; the others as a whole. None if all of them are. */
async function groupBySample(
  funnels: readonly FunnelDefinition[],
  query: QueryParams,
  range: Range,
  context: ApiContext,
): Promise<readonly CountedAlike[]> {
  const queries = [query, toQueryBefore(query, range)];
  const sizes = await Promise.all(queries.map((asked) => findSizes(asked, context)));
  const shareOf = (name: string, at: number): number =>
    roundShare(toFewSample(sizes[at]!.get(name) ?? 0).share);
  const alike = groupBy(funnels, ({ name }) => `${shareOf(name, 0)} ${shareOf(name, 1)}`);
  const groups = [...alike.values()].map((own) => ({
    funnels: own,
    now: shareOf(own[0]!.name, 0),
    before: shareOf(own[0]!.name, 1),
  }));
  return groups.every(({ now, before }) => now === 1 && before === 1) ? [] : groups;
}

/** How far people came in both periods, and their attempts. Estimates need little memory, exact counts all that queries have. */
async function readLevels(
  query: QueryParams,
  asked: Omit<CountedAlike, "funnels"> & { readonly range: Range; readonly rules: FunnelRules },
  context: ApiContext,
): Promise<CountedPeriods> {
  const { range, rules, now, before } = asked;
  if (now === 1 && before === 1) return countPeriods(query, { range, rules }, context);
  const queryBefore = toQueryBefore(query, range);
  if (now === 1) {
    const attempts = await findAttempts(query, rules, toSample(await findSize(query, context)), context);
    const levels = await exactLevels(attempts, query, context);
    return { attempts, levels, levelsBefore: await countOrSample(queryBefore, before, context) };
  }
  const [attempts, levelsBefore] = await Promise.all([
    findAttempts(query, rules, toShare(now), context),
    countOrSample(queryBefore, before, context),
  ]);
  return { attempts, levels: levelsOf(attempts), levelsBefore };
}

function countOrSample(query: QueryParams, share: number, context: ApiContext): Promise<Levels> {
  return share === 1 ? countLevels(query, context) : sampleLevels(query, toShare(share), context);
}

/** A funnel without definition and records has no steps. */
export async function getFunnel(
  params: ParamsOf<"GET /api/funnels/:name">,
  context: ApiContext,
): Promise<FunnelResult> {
  const range = readRange(params, context);
  const { environment, name } = params;
  const which = { environment, ...toConditionParams(params, context) };
  const [{ funnel, declared }, abandoned] = await Promise.all([
    openFunnel(name, params, range, context),
    run<AbandonedRow>(context, "funnel-abandoned", { ...toRangeParams(range), name, ...which }),
  ]);
  const window = await findWindow(funnel, params.windowMs, context);
  const rules = { ...params, windowMs: window.ms };
  const query = toFunnelParams([funnel], range, which, rules);
  const size = await findSize(query, context);
  const few = toFewSample(size);
  const isEstimate = params.sample === "few" && few.share > 1 && funnel.steps.length > 0;
  const sample = isEstimate ? few : toSample(size);
  const scope = { ...toRangeParams(range), ...which };
  const question = { funnel, query, scope, range, rules, sample };
  const [servicesOf, { taken, dropped, share, reasons, ...counted }] = await Promise.all([
    findSendingServices("journey", context),
    isEstimate ? estimateWithReasons(question, context) : countFunnel(question, context),
  ]);
  const { attempts, attemptsBefore } = counted;
  const [summary = noSummary(name, window)] = summariseFunnels([funnel], {
    ...counted,
    abandoned,
    windowOf: () => window,
    servicesOf,
  });
  const people = await toPeople(dropped, context);
  return {
    ...toResolved(range),
    funnel: summary,
    declared: [...declared],
    share,
    isEstimate,
    ...toTimes(attempts.get(name), funnel.steps.length, range, { before: attemptsBefore?.get(name) }),
    taken: withinBytes(taken),
    ...toReasonList(summary, reasons),
    dropped: funnel.steps.slice(0, -1).map((step, at) => ({
      step,
      people: people.filter((_, place) => dropped[place]?.level === at + 1),
    })),
  };
}

const noLevels: Levels = new Map();

type WithReasons = FunnelCounts & { readonly reasons: GivenReasons; readonly attemptsBefore?: Attempts };

async function estimateWithReasons(question: FunnelQuestion, context: ApiContext): Promise<WithReasons> {
  const [counts, reasons] = await Promise.all([
    estimateFunnel(question, context),
    orFailed(sampleReasons(question.funnel.name, question.query, question.sample, context)),
  ]);
  return { ...counts, reasons };
}

/** Everything of one funnel. The count of all people needs all the memory that queries have, so nothing large runs beside it. */
async function countFunnel(
  { funnel, query, scope, range, rules, sample }: FunnelQuestion,
  context: ApiContext,
): Promise<WithReasons> {
  const counted =
    funnel.steps.length > 0
      ? await countPeriods(query, { range, rules }, context)
      : { attempts: new Map(), attemptsBefore: new Map(), levels: noLevels, levelsBefore: noLevels };
  const [attemptsBefore, taken, dropped] = await Promise.all([
    counted.attemptsBefore ?? findAttemptsOf(toQueryBefore(query, range), rules, context),
    findStepFigures(funnel.name, funnel.steps, scope, sample, context),
    run<DroppedRow>(context, "funnel-dropped", {
      ...query,
      ...sample.part,
      ...nowParams(context),
      identified: true,
      most: mostDropped,
    }),
  ]);
  const hasDropped = counted.levels
    .get(funnel.name)
    ?.some(({ level, people, open }) => level < funnel.steps.length && people > open);
  const reasons = hasDropped === true ? await orFailed(findReasons(funnel.name, query, context)) : noReasons;
  return { ...counted, attemptsBefore, share: sample.share, taken, dropped, reasons };
}

/** The attempts of a part of the people that represents all. */
async function findAttemptsOf(
  query: QueryParams,
  rules: Pick<FunnelRules, "order" | "windowMs">,
  context: ApiContext,
): Promise<Attempts> {
  return findAttempts(query, rules, toSample(await findSize(query, context)), context);
}

/**
 * How many people began a funnel and finished it over time: by all of `params.steps`, else from one of its steps to another, by default its
 * first and its last.
 */
export async function readFunnelTrend(
  params: ParamsOf<"GET /api/funnels/:name">,
  { from, to, compareMs }: TrendQuestion,
  context: ApiContext,
): Promise<Pick<FunnelResult, "trend" | "share"> & { readonly steps: readonly string[] }> {
  const range = readRange(params, context);
  const { declared } = await openFunnel(params.name, params, range, context);
  const ends = [from ?? declared[0], to ?? declared.at(-1)].filter((step) => step !== undefined);
  const steps = params.steps.length > 0 ? params.steps : [...new Set(ends)];
  const { query, rules } = await toStepsQuery(steps, range, params, context);
  const sample = toSample(await findSize(query, context));
  const attempts =
    steps.length < 2 ? new Map<string, never>() : await findAttempts(query, rules, sample, context);
  const stepMs = trendStepMs(range, compareMs);
  return {
    steps,
    share: sample.share,
    ...toTimes(attempts.get(params.name), steps.length, range, { stepMs }),
  };
}

async function toStepsQuery(
  steps: readonly string[],
  range: Range,
  params: ParamsOf<"GET /api/funnels/:name">,
  context: ApiContext,
): Promise<{ readonly query: QueryParams; readonly rules: FunnelRules }> {
  const funnel = { name: params.name, steps: [...steps] };
  const { ms: windowMs } = await findWindow(funnel, params.windowMs, context);
  const rules = { ...params, windowMs };
  const { environment } = params;
  return {
    rules,
    query: toFunnelParams([funnel], range, { environment, ...toConditionParams(params, context) }, rules),
  };
}

/** The people who reached each of `params.steps`, or of the steps that the funnel has, in order. */
export async function readFunnelPeople(
  params: ParamsOf<"GET /api/funnels/:name">,
  context: ApiContext,
): Promise<readonly { readonly step: string; readonly people: number }[]> {
  const range = readRange(params, context);
  const { funnel } = await openFunnel(params.name, params, range, context);
  const steps = params.steps.length > 0 ? params.steps : funnel.steps;
  if (steps.length < 2) return [];
  const { query } = await toStepsQuery(steps, range, params, context);
  const levels = (await countLevels(query, context)).get(params.name) ?? [];
  return steps.map((step, at) => ({
    step,
    people: levels.reduce((sum, { level, people }) => (level > at ? sum + people : sum), 0),
  }));
}

interface TrendQuestion {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Distance to an earlier period: a whole number of steps, where a step divides it. */
  readonly compareMs?: number | undefined;
}

function trendStepMs(range: Range, compareMs?: number): number {
  const wanted = chooseStepMs(range, trendSteps, minTrendStepMs);
  if (compareMs === undefined) return wanted;
  const narrowest = chooseStepMs(range, maxTrendSteps, minTrendStepMs);
  return chooseDividingStepMs(compareMs, wanted, narrowest) ?? wanted;
}

interface TimesQuestion {
  readonly stepMs?: number;
  /** The attempts of the period before. */
  readonly before?: AttemptSample | undefined;
}

/** The distribution of the time to convert, and the trend. */
function toTimes(
  sample: AttemptSample | undefined,
  stepCount: number,
  range: Range,
  { stepMs = trendStepMs(range), before }: TimesQuestion,
): Pick<FunnelResult, "convert" | "trend"> {
  const { attempts, share } = sample ?? noSample;
  const convert = timeToConvert(attempts, stepCount);
  const fromMs = Number(range.fromNs) / 1e6;
  const trendOf = (of = noSample): FunnelTrendBucket[] =>
    conversionTrend(of.attempts, stepCount, { fromMs, times: stepTimes(range, stepMs), stepMs }).map(
      ({ time, entered, finished }) => ({
        time,
        entered: scale(entered, of.share),
        finished: scale(finished, of.share),
      }),
    );
  return {
    convert:
      convert === null ? null : { ...convert, bars: convert.bars.map((people) => scale(people, share)) },
    trend: { stepMs, buckets: trendOf(sample), previous: before === undefined ? [] : trendOf(before) },
  };
}

const noSample: AttemptSample = { attempts: [], open: new Set(), share: 1 };
