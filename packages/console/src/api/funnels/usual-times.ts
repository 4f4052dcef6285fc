// How long people took in funnels who finished in the last week. Funnels that are asked for together are read together, each as if it were
// read alone.
import { leastEvidence } from "catalog/measures";
import { groupBy } from "../../lists/group-by.ts";
import { createTurns } from "../../turns/turns.ts";
import type { ApiContext, QueryParams } from "../context.ts";
import { findSizes, roundShare, toSample, toShare } from "../journeys/people-parts.ts";
import type { FunnelDefinition } from "./funnel-definitions.ts";
import { toFunnelParams } from "./funnel-params.ts";
import { usualRules } from "./funnel-rules.ts";
import { findAttempts, type MostRead } from "./read-attempts.ts";

/** From the first step to the last, ms, of each person of a sample who finished. */
type TimesOf = (funnel: FunnelDefinition) => Promise<readonly number[]>;

interface FunnelTimes {
  readonly timesMs: readonly number[];
  /** How many people each of the sample represents. */
  readonly share: number;
}

type Turn = ReturnType<typeof createTurns>;

const weekNs = 7n * 86_400_000_000_000n;
/** Funnels of a query. */
const mostTogether = 6;
/** Rows of people and days that are read of a funnel: up to four times as many. */
const rowsOfFunnel = 4_000;
const mostOfFunnel: MostRead = { mostPeople: 4 * rowsOfFunnel, mostSteps: 16 * rowsOfFunnel };
/** Where too few of the sample finished, those who did are looked for among so many times its people. */
const more = 16;

/** Funnels that are asked for within the same turn of the event loop are read together. Queries run one after the other. */
export function readUsualTimes(context: ApiContext): TimesOf {
  const turn = createTurns();
  let asked: FunnelDefinition[] = [];
  let reading: Promise<ReadonlyMap<string, Promise<ReadonlyMap<string, FunnelTimes>>>> | undefined;
  return async (funnel) => {
    asked.push(funnel);
    reading ??= Promise.resolve().then(() => {
      const funnels = asked;
      asked = [];
      reading = undefined;
      return readBatches(funnels, turn, context);
    });
    const batches = await reading;
    const found = (await batches.get(funnel.name))?.get(funnel.name);
    if (found === undefined) return [];
    const { timesMs, share } = found;
    if (timesMs.length >= leastEvidence || share === 1) return timesMs;
    return turn(() => readFinished(funnel, Math.max(1, share / more), context));
  };
}

/** The batch of each funnel that has records; one that fails is not a failure of the others. */
async function readBatches(
  funnels: readonly FunnelDefinition[],
  turn: Turn,
  context: ApiContext,
): Promise<ReadonlyMap<string, Promise<ReadonlyMap<string, FunnelTimes>>>> {
  const sizes = await findSizes(toQuery(funnels, context), context);
  const alike = groupBy(
    funnels.filter(({ name }) => sizes.has(name)),
    ({ name }) => roundShare(toSample(sizes.get(name) ?? 0, rowsOfFunnel).share),
  );
  const batches = new Map<string, Promise<ReadonlyMap<string, FunnelTimes>>>();
  for (const [share, own] of alike)
    for (let at = 0; at < own.length; at += mostTogether) {
      const together = own.slice(at, at + mostTogether);
      const times = turn(() => readBatch(together, share, context));
      for (const { name } of together) batches.set(name, times);
    }
  return batches;
}

async function readBatch(
  funnels: readonly FunnelDefinition[],
  share: number,
  context: ApiContext,
): Promise<ReadonlyMap<string, FunnelTimes>> {
  const times = await readTimes(funnels, {}, share, context);
  return new Map(funnels.map(({ name }, at) => [name, { timesMs: times[at]!, share }]));
}

async function readFinished(
  funnel: FunnelDefinition,
  share: number,
  context: ApiContext,
): Promise<readonly number[]> {
  const [timesMs] = await readTimes([funnel], { lastPlaces: [funnel.steps.length] }, share, context);
  return timesMs!;
}

/** Each funnel may have as much of the answer as it has alone. */
async function readTimes(
  funnels: readonly FunnelDefinition[],
  which: QueryParams,
  share: number,
  context: ApiContext,
): Promise<readonly (readonly number[])[]> {
  const { mostPeople, mostSteps } = mostOfFunnel;
  const most = { mostPeople: mostPeople * funnels.length, mostSteps: mostSteps * funnels.length };
  const query = { ...toQuery(funnels, context), ...which };
  const attempts = await findAttempts(query, usualRules, toShare(share), context, most);
  return funnels.map(({ name, steps }) =>
    (attempts.get(name)?.attempts ?? [])
      .filter(({ length }) => length === steps.length)
      .map((times) => times.at(-1)! - times[0]!),
  );
}

/** Up to now and not up to the end of a range, so that all ranges are counted within the same window. */
function toQuery(funnels: readonly FunnelDefinition[], context: ApiContext): QueryParams {
  const toNs = BigInt(Math.floor(context.nowMs())) * 1_000_000n;
  const lastWeek = { fromNs: toNs > weekNs ? toNs - weekNs : 0n, toNs };
  return toFunnelParams(funnels, lastWeek, { environment: undefined }, usualRules);
}
