// People of funnels on one side of a comparison: who entered and who converted.
import type { Measured, MeasuredFunnel } from "../../compare/measured.ts";
import type { ApiContext } from "../context.ts";
import { findFunnels, type FunnelDefinition } from "../funnels/funnel-definitions.ts";
import { countByValue } from "../funnels/funnel-groups.ts";
import { countLevels } from "../funnels/funnel-levels.ts";
import { groupBy } from "../../lists/group-by.ts";
import { nowParams, toFunnelParams } from "../funnels/funnel-params.ts";
import { toFactSamples } from "../funnels/fact-sample.ts";
import { toFactParams, usualRules } from "../funnels/funnel-rules.ts";
import { reachedByStep } from "../funnels/funnel-summary.ts";
import { findWindows, type WindowOf } from "../funnels/funnel-window.ts";
import { withinBytes } from "../limits/limit-list.ts";
import { keyBytes } from "../params/page.ts";
import { findSize, findSizes } from "../journeys/people-parts.ts";
import type { Side } from "./sides.ts";

/** The largest funnels are compared; of an attribute's value they are counted one by one. */
const mostCounted = 500;
const mostOfValue = 10;

/** Within the usual window of each funnel, the same on both sides. Of an attribute's value, people whose latest first step has it. */
export async function measureFunnels(
  side: Side,
  context: ApiContext,
): Promise<Pick<Measured, "funnels" | "funnelsAreCut">> {
  const { range, environment, attribute } = side;
  const found = (await findFunnels(undefined, range, context)).filter(({ steps }) => steps.length > 0);
  const all = withinBytes(found, keyBytes);
  const most = attribute === undefined ? mostCounted : mostOfValue;
  const funnels = all.length > most ? await largest(all, most, side, context) : all;
  const funnelsAreCut = found.length > funnels.length;
  if (funnels.length === 0) return { funnels: [], funnelsAreCut };
  const windowOf = await findWindows(funnels, undefined, context);
  const measured: MeasuredFunnel[] = [];
  if (attribute === undefined)
    for (const [windowMs, own] of groupBy(funnels, ({ name }) => windowOf(name).ms)) {
      const query = toFunnelParams(own, range, { environment }, { ...usualRules, windowMs });
      const levels = await countLevels(query, context);
      for (const { name, steps } of own)
        measured.push(toMeasured(name, reachedByStep(levels.get(name) ?? [], steps.length), 1));
    }
  else
    for (const funnel of funnels)
      measured.push(await measureValue(funnel, windowOf, attribute, side, context));
  return { funnels: measured, funnelsAreCut };
}

async function largest(
  funnels: readonly FunnelDefinition[],
  most: number,
  { range, environment }: Side,
  context: ApiContext,
): Promise<readonly FunnelDefinition[]> {
  const sizes = await findSizes(toFunnelParams(funnels, range, { environment }, usualRules), context);
  const sizeOf = ({ name }: FunnelDefinition): number => sizes.get(name) ?? 0;
  return funnels.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, most);
}

async function measureValue(
  funnel: FunnelDefinition,
  windowOf: WindowOf,
  { key, value }: NonNullable<Side["attribute"]>,
  { range, environment }: Side,
  context: ApiContext,
): Promise<MeasuredFunnel> {
  const rules = { ...usualRules, windowMs: windowOf(funnel.name).ms };
  const query = {
    ...toFunnelParams([funnel], range, { environment }, rules),
    ...toFactParams(funnel, 0, rules),
    ...nowParams(context),
    stepCount: funnel.steps.length,
  };
  const samples = toFactSamples(await findSize(query, context), range);
  const { counts, share } = await countByValue({ ...query, by: key, value }, samples, context);
  return toMeasured(funnel.name, counts.get(value) ?? [], share);
}

/** @param people of whom each that was read counts for `share`: only those who were read were observed. */
export function toMeasured(name: string, people: readonly number[], share: number): MeasuredFunnel {
  const [entered = 0, converted = 0] = [people[0], people.at(-1)];
  return {
    name,
    entered: Math.round(entered / share),
    converted: Math.round(converted / share),
    estimated: entered,
  };
}
