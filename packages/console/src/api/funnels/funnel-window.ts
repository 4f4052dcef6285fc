// How long one person may take in a funnel where the request does not say: as long as nearly all people took who finished in the last week.
import { createHash } from "node:crypto";
import { leastEvidence } from "catalog/measures";
import type { FunnelSummary } from "contract";
import type { ApiContext } from "../context.ts";
import { helpingAnswers } from "../kept/kept-answers.ts";
import { percentileOf } from "./attempt-times.ts";
import type { FunnelDefinition } from "./funnel-definitions.ts";
import { longestMs } from "./funnel-rules.ts";
import { readUsualTimes } from "./usual-times.ts";

export type FunnelWindow = FunnelSummary["window"];

/** The window of each funnel, by its name. */
export type WindowOf = (name: string) => FunnelWindow;

const minuteMs = 60_000;
/** This share of the people who finished took no longer. */
const nearlyAll = 0.99;
/** Windows are one of these, so that they seldom change, and a person can say them. */
const windowsMs = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * minuteMs);

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
  const timesOf = readUsualTimes(context);
  const found = await Promise.all(
    timed.map((funnel) =>
      helpingAnswers.readOrLast(keyOf(funnel), context, async () => {
        const ms = windowFor(await timesOf(funnel));
        return ms === undefined ? [] : [ms];
      }),
    ),
  );
  const windows = new Map(
    timed.flatMap(({ name }, at) =>
      found[at]!.map((ms): [string, FunnelWindow] => [name, { ms, of: "times" }]),
    ),
  );
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

/** The funnel without the others that are asked for, so that all who ask get the same window. */
function keyOf({ name, steps }: FunnelDefinition): string {
  const text = JSON.stringify([name, steps]);
  return `funnel window ${createHash("sha256").update(text).digest("base64url")}`;
}
