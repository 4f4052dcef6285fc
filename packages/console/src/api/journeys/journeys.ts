// GET /api/journeys: all journeys.
import type { JourneysResult, JourneySummary, ParamsOf } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { findDefinitions } from "../definitions/definitions.ts";
import { toConditionParams } from "../funnels/funnel-conditions.ts";
import {
  estimateJourneys,
  findJourneys,
  findSteps,
  type FoundJourney,
  type JourneySteps,
  mostCounted,
} from "./journey-list.ts";
import { toCursor } from "../params/cursor.ts";
import { cutPage, type Rank, toPage } from "../params/page.ts";
import { readRange } from "../params/params.ts";
import { type Range, toRangeParams, toResolved } from "../time/range.ts";
import { toIso } from "../time/time.ts";

export async function listJourneys(
  params: ParamsOf<"GET /api/journeys">,
  context: ApiContext,
): Promise<JourneysResult> {
  const range = readRange(params, context);
  const scope = toScope(params, range, context);
  const [estimated, declared] = await Promise.all([
    params.sample === "few" ? estimateJourneys(scope, context) : undefined,
    findDefinitions("funnel", undefined, context),
  ]);
  const found = estimated ?? (await findJourneys(scope, context));
  const stepsByName = new Map(declared.map(({ name, steps }) => [name, steps]));
  const { page, nextCursor } = toPage(found, toRank, params);
  const taken = await findSteps(
    page.map(({ name }) => name),
    scope,
    context,
  );
  // with the names of their steps, fewer may have room
  const { page: journeys, last } = cutPage(
    page.map((journey) => toSummary(journey, taken.get(journey.name), stepsByName.get(journey.name))),
    params.limit,
  );
  return {
    ...toResolved(range),
    isEstimate: estimated !== undefined,
    journeys: [...journeys],
    nextCursor: last === undefined ? nextCursor : toCursor(toRank(last)),
    truncated: found.length >= mostCounted,
  };
}

function toScope(
  params: Pick<ParamsOf<"GET /api/journeys">, "environment" | "service" | "filter">,
  range: Range,
  context: ApiContext,
): QueryParams {
  return { ...toRangeParams(range), environment: params.environment, ...toConditionParams(params, context) };
}

const noSteps: JourneySteps = { isOrdered: false, stepNames: [] };

function toRank({ people, name }: Pick<JourneySummary, "people" | "name">): Rank {
  return [people ?? 0, name];
}

/** Declared steps first, in their order, including those without people. */
function toSummary(
  journey: FoundJourney,
  { isOrdered, stepNames }: JourneySteps = noSteps,
  declared: readonly string[] = [],
): JourneySummary {
  return {
    name: journey.name,
    people: knownPeople(journey.people, journey.steps),
    steps: journey.steps,
    stepNames: [...new Set([...declared, ...stepNames])],
    isFunnel: declared.length > 0 || isOrdered,
    lastSeen: toIso(journey.lastNs),
  };
}

/** `null`: there are steps, and none of their records names a person. */
function knownPeople(people: number, steps: number | undefined): number | null {
  return people === 0 && (steps ?? 0) > 0 ? null : people;
}
