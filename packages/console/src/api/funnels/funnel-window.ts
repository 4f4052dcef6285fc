// How long one person may take in a funnel where the request does not say: as long as nearly all people took who finished in the last week.
import { createHash } from "node:crypto";
import { leastEvidence } from "catalog/measures";
import type { FunnelSummary } from "contract";
import { groupBy } from "../../lists/group-by.ts";
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext } from "../context.ts";
import { findSizes, roundShare, toSample, toShare } from "../journeys/people-parts.ts";
import { recentAnswers } from "../transactions/kept-answers.ts";
import { percentileOf } from "./attempt-times.ts";
import type { FunnelDefinition } from "./funnel-definitions.ts";
import { toFunnelParams } from "./funnel-params.ts";
import { longestMs, usualRules } from "./funnel-rules.ts";
import { findAttempts } from "./read-attempts.ts";

export type FunnelWindow = FunnelSummary["window"];

/** The window of each funnel, by its name. */
export type WindowOf = (name: string) => FunnelWindow;

const minuteMs = 60_000;
const weekNs = 7n * 86_400_000_000_000n;
/** This share of the people who finished took no longer. */
const nearlyAll = 0.99;
/** Windows are one of these, so that they seldom change, and a person can say them. */
const windowsMs = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * minuteMs);
/** Rows of people and days that are read of a funnel: up to four times as many. */
const rowsOfFunnel = 4_000;

/** A day. */
const longestWindow: FunnelWindow = { ms: longestMs, of: "default" };

/**
 * The window that the request asks for, else the usual one of each funnel.
 *
 * @param asked ms.
 * @returns a day for funnels that are not in `funnels`.
 */
export async function findWindows(
  funnels: readonly FunnelDefinition[],
  asked: number | undefined,
  context: ApiContext,
): Promise<WindowOf> {
  if (asked !== undefined) return () => ({ ms: asked, of: "request" });
  const timed = funnels.filter(({ steps }) => steps.length > 1);
  if (timed.length === 0) return () => longestWindow;
  const rows = await recentAnswers.read(keyOf(timed), context, () => findTimes(timed, context));
  const windows = new Map(rows.map(({ name, ms }) => [name, { ms, of: "times" } as const]));
  return (name) => windows.get(name) ?? longestWindow;
}

/** The same of one funnel. */
export async function findWindow(
  funnel: FunnelDefinition,
  asked: number | undefined,
  context: ApiContext,
): Promise<FunnelWindow> {
  const windowOf = await findWindows([funnel], asked, context);
  return windowOf(funnel.name);
}

/** The shortest window that is long enough for nearly all of those who took `timesMs`; `undefined` where too few did. */
export function windowFor(timesMs: readonly number[]): number | undefined {
  if (timesMs.length < leastEvidence) return undefined;
  const most = percentileOf(
    timesMs.toSorted((a, b) => a - b),
    nearlyAll,
  );
  return windowsMs.find((ms) => ms >= most) ?? longestMs;
}

function keyOf(funnels: readonly FunnelDefinition[]): string {
  const text = JSON.stringify(funnels.map(({ name, steps }) => [name, steps]));
  return `funnel windows ${createHash("sha256").update(text).digest("base64url")}`;
}

interface UsualTime {
  readonly name: string;
  readonly ms: number;
}

/** Up to now and not up to the end of a range, so that all ranges are counted within the same window. */
async function findTimes(
  funnels: readonly FunnelDefinition[],
  context: ApiContext,
): Promise<readonly UsualTime[]> {
  const toNs = BigInt(Math.floor(context.nowMs())) * 1_000_000n;
  const lastWeek = { fromNs: toNs > weekNs ? toNs - weekNs : 0n, toNs };
  const queryOf = (own: readonly FunnelDefinition[]) =>
    toFunnelParams(own, lastWeek, { environment: undefined }, usualRules);
  try {
    const sizes = await findSizes(queryOf(funnels), context);
    const shareOf = ({ name }: FunnelDefinition): number =>
      roundShare(toSample(sizes.get(name) ?? 0, rowsOfFunnel).share);
    const found: UsualTime[] = [];
    for (const [share, own] of groupBy(
      funnels.filter(({ name }) => sizes.has(name)),
      shareOf,
    )) {
      const attempts = await findAttempts(queryOf(own), usualRules, toShare(share), context);
      for (const { name, steps } of own) {
        const finished = (attempts.get(name)?.attempts ?? []).filter(({ length }) => length === steps.length);
        const ms = windowFor(finished.map((times) => times.at(-1)! - times[0]!));
        if (ms !== undefined) found.push({ name, ms });
      }
    }
    return found;
  } catch (error) {
    // a week may be too much where the range of the request is not
    if (error instanceof ProblemError && error.bound !== undefined) return [];
    throw error;
  }
}
