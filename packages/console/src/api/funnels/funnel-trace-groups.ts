// GET /api/funnels/{name}/trace-groups: conversion by the values that spans in the traces of a step have, now and in the preceding period.
import type { FunnelTraceGroup, FunnelTraceGroupsResult, ParamsOf, TraceAttribute } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { notAmong } from "./funnel-groups.ts";
import { identities } from "../differs/identities.ts";
import { findSize, scale } from "../journeys/people-parts.ts";
import { badParameter, readRange } from "../params/params.ts";
import { previousRange, toRangeParams, toResolved } from "../time/range.ts";
import { askSamples, type FactSample } from "./fact-sample.ts";
import { toConditionParams } from "./funnel-conditions.ts";
import { nowParams, toFunnelParams } from "./funnel-params.ts";
import { findStep, openFunnel, toFactParams } from "./funnel-rules.ts";
import { findWindow } from "./funnel-window.ts";
import { type PeopleOfRange, toTraceSamples } from "./trace-sample.ts";

/** Up to so many spans of a range, all are read. */
export interface MostSpans {
  /** For the list of attributes: whole maps are read. */
  readonly keys: number;
  /** For the values of one attribute. */
  readonly values: number;
}

export const usualSpans: MostSpans = { keys: 60_000, values: 1_000_000 };

type Params = ParamsOf<"GET /api/funnels/:name/trace-groups">;
/** An attribute of one operation, as a request names it. */
type AttributeQuery = Pick<Params, "by" | "spanService" | "spanName">;

interface KeyRow {
  readonly serviceName: string;
  readonly operation: string;
  readonly key: string;
  readonly people: string;
}

interface ValueRow {
  readonly isTotal: number;
  readonly kind: "" | "value" | "several" | "none";
  readonly value: string;
  readonly counted: readonly string[];
  readonly reached: readonly number[];
  /** How many one of them stands for, at most. */
  readonly mostForOne: number;
}

/** People with one value, or with several or none, at the step and at those after it. */
interface Counted {
  readonly people: readonly number[];
  readonly counted: number;
}

interface Period {
  /** By `keyOf`. */
  readonly groups: ReadonlyMap<string, Counted>;
  readonly isSampled: boolean;
  readonly share: number;
  /** What was counted. */
  readonly sample: FactSample;
}

export async function getFunnelTraceGroups(
  params: Params,
  context: ApiContext,
  most: MostSpans = usualSpans,
): Promise<FunnelTraceGroupsResult> {
  const range = readRange(params, context);
  const which = { environment: params.environment, ...toConditionParams(params, context) };
  const asked = readAsked(params);
  const { funnel } = await openFunnel(params.name, params, range, context);
  const { steps } = funnel;
  if (steps.length === 0) return { ...toResolved(range), step: "", attributes: [], ...noGroups };
  const at = params.step === undefined ? 0 : findStep(funnel, params.step);
  const { ms: windowMs } = await findWindow(funnel, params.windowMs, context);
  const { atStep } = toFactParams(funnel, at, params);
  const query = {
    ...toFunnelParams([funnel], range, which, { ...params, windowMs }),
    ...nowParams(context),
    atStep,
  };
  const size = await findSize(query, context);
  const [attributes, groups] = await Promise.all([
    findAttributes(query, { size, range, most: most.keys }, context),
    asked === undefined
      ? noGroups
      : compareGroups(
          { ...query, ...asked, stepCount: steps.length },
          { size, range, most: most.values },
          at,
          context,
        ),
  ]);
  return { ...toResolved(range), step: steps[at] ?? "", attributes, ...groups };
}

const noGroups = { groups: [], isSampled: false, share: 1 };

/** The attribute of one operation that is asked for. */
export function readAsked({ by, spanService, spanName }: AttributeQuery): QueryParams | undefined {
  if (by === undefined && spanService === undefined && spanName === undefined) return undefined;
  for (const [name, value] of Object.entries({ by, spanService, spanName }))
    if (value === undefined)
      throw badParameter(
        name,
        value,
        "a text, together with `by`, `spanService` and `spanName`",
        "`attributes` of the answer without them lists what can be asked for.",
      );
  return { by, spanService, spanName };
}

async function findAttributes(
  query: QueryParams,
  part: PeopleOfRange,
  context: ApiContext,
): Promise<TraceAttribute[]> {
  const samples = await toTraceSamples(part, context);
  const { found } = await askSamples(samples, async ({ params }) => {
    const rows = await run<KeyRow>(context, "funnel-trace-keys", { ...query, ...params, identities });
    return { rows, people: Number(rows[0]?.people ?? 0) };
  });
  return found.rows.map(({ serviceName, operation, key }) => ({
    service: serviceName,
    name: operation,
    key,
  }));
}

async function compareGroups(
  query: QueryParams,
  part: PeopleOfRange,
  at: number,
  context: ApiContext,
): Promise<Pick<FunnelTraceGroupsResult, "groups" | "isSampled" | "share">> {
  const earlier = previousRange(part.range);
  const queryBefore = { ...query, ...toRangeParams(earlier) };
  const size = await findSize(queryBefore, context);
  const partBefore = { ...part, size, range: earlier };
  const [now, most] = await Promise.all([
    toTraceSamples(part, context).then((samples) => countByValue(query, samples, at, context)),
    toTraceSamples(partBefore, context).then((samples) => countByValue(queryBefore, samples, at, context)),
  ]);
  const rare = notAmong(most.groups, [...now.groups.keys()].filter(isValue));
  const others =
    rare.length === 0
      ? undefined
      : await countByValue({ ...queryBefore, values: rare.map(textOf) }, [most.sample], at, context);
  const before = {
    isSampled: most.isSampled,
    groups: new Map([...[...(others?.groups ?? [])].filter(([key]) => isValue(key)), ...most.groups]),
  };
  const noPeople = { people: [...now.groups.values()][0]?.people.map(() => 0) ?? [], counted: 0 };
  const groups = [...now.groups].map(([key, { people, counted }]): FunnelTraceGroup => {
    const then = before.groups.get(key) ?? noPeople;
    return {
      ...valueOf(key),
      people: [...people],
      previous: [...then.people],
      counted,
      countedPrevious: then.counted,
    };
  });
  return {
    groups: groups.toSorted((a, b) => b.people[0]! - a.people[0]!),
    isSampled: now.isSampled || before.isSampled,
    share: now.share,
  };
}

async function countByValue(
  query: QueryParams,
  samples: readonly FactSample[],
  at: number,
  context: ApiContext,
): Promise<Period> {
  const { sample, found } = await askSamples(samples, async ({ params }) => {
    const rows = await run<ValueRow>(context, "funnel-trace-values", { ...query, ...params });
    const total = rows.find(({ isTotal }) => Boolean(isTotal));
    return { rows, total, people: Number(total?.counted[at] ?? 0) };
  });
  const { share } = sample;
  const { rows, total } = found;
  if (total === undefined || found.people === 0)
    return { groups: new Map(), isSampled: false, share, sample };
  const isSampled = total.mostForOne > 1;
  const known = rows.filter(({ kind, isTotal }) => !isTotal && kind !== "none");
  const groups = new Map(
    known.map((row): [string, Counted] => [
      keyOf(row),
      {
        people: row.reached.slice(at).map((people) => scale(people, share)),
        counted: Number(row.counted[at]),
      },
    ]),
  );
  const none = restOf(total, at, share);
  if (none[0]! > 0) {
    const own = rows.find(({ kind }) => kind === "none");
    // of an estimate they are no more than the rest, of which nothing was seen
    groups.set("none", { people: none, counted: isSampled ? 0 : Number(own?.counted[at] ?? 0) });
  }
  return { groups, isSampled, share, sample };
}

/**
 * The people of whom the value is not recorded: all, less those for whom the others stand. No more of them go on than came, also where
 * chance lets the others stand for more than there are.
 */
function restOf({ counted, reached }: ValueRow, at: number, share: number): number[] {
  const rest: number[] = [];
  for (const [place, people] of counted.entries()) {
    if (place < at) continue;
    const left = scale(Math.max(0, Number(people) - reached[place]!), share);
    rest.push(Math.min(left, rest.at(-1) ?? left));
  }
  return rest;
}

const keyOf = ({ kind, value }: ValueRow): string => (kind === "value" ? `value ${value}` : kind);

const isValue = (key: string): boolean => key.startsWith("value ");
const textOf = (key: string): string => key.slice("value ".length);

function valueOf(key: string): Pick<FunnelTraceGroup, "value" | "several"> {
  return isValue(key) ? { value: textOf(key), several: false } : { value: null, several: key === "several" };
}
