// GET /api/journeys and /api/journeys/{name}: all journeys, and the paths people took through one.
import { visitGapMs } from "catalog/visit";
import type { JourneyNode, JourneyResult, JourneysResult, JourneySummary, ParamsOf } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { findDefinitions } from "../definitions/definitions.ts";
import { toConditionParams } from "../funnels/funnel-conditions.ts";
import { findFunnels } from "../funnels/funnel-definitions.ts";
import { type Hop, isLoop, placeSteps, type StepPlace } from "./journey-graph.ts";
import {
  countSteps,
  estimateJourneys,
  findJourneys,
  findSteps,
  type FoundJourney,
  type JourneySteps,
  mostCounted,
} from "./journey-list.ts";
import { findLatest, toPeople } from "./journey-person.ts";
import { limitList, withinBytes } from "../limits/limit-list.ts";
import { toCursor } from "../params/cursor.ts";
import { cutPage, type Rank, toPage } from "../params/page.ts";
import { readRange } from "../params/params.ts";
import { findSize, scale, toSample } from "./people-parts.ts";
import { type Range, toRangeParams, toResolved } from "../time/range.ts";
import { findStepFigures } from "./step-figures.ts";
import { toIso } from "../time/time.ts";

interface NodeRow {
  readonly step: string;
  readonly people: string | number;
  /** People whose first step it was. */
  readonly entered: string | number;
  readonly visits: string | number;
  /** Visits whose last step it was. */
  readonly last: string | number;
  /** How many of these may still go on at the end of the range. */
  readonly open: string | number;
  readonly errors: string | number;
  /** From 1. */
  readonly usualPlace: number;
  readonly meanPlace: number;
  /** Of all steps; absent where the rows are all. */
  readonly total?: string;
}

interface LinkRow {
  readonly origin: string;
  readonly target: string;
  readonly visits: string | number;
  readonly medianMs: number;
  readonly errors: string | number;
}

const mostNodes = 200;
/** Bytes of the steps, and of the ways between them. */
const graphBytes = 1_500_000;

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

/** A journey without records has no nodes. */
export async function getJourney(
  params: ParamsOf<"GET /api/journeys/:name">,
  context: ApiContext,
): Promise<JourneyResult> {
  const range = readRange(params, context);
  const scope = toScope(params, range, context);
  const [size, [funnel]] = await Promise.all([
    findSize({ ...scope, names: [params.name] }, context),
    findFunnels(params.name, range, context),
  ]);
  const steps = funnel?.steps ?? [];
  const goal = steps.at(-1) ?? "";
  const { part, share } = toSample(size);
  const visitGapNs = BigInt(visitGapMs) * 1_000_000n;
  const query = { ...scope, ...part, name: params.name, names: [params.name], visitGapNs };
  const [nodes, links, people, taken, all] = await Promise.all([
    run<NodeRow>(context, "journey-nodes", query),
    run<LinkRow>(context, "journey-links", query),
    findLatest(query, range, context),
    findStepFigures(params.name, steps, query, { part, share }, context),
    countSteps(query, share, context),
  ]);
  return {
    ...toResolved(range),
    name: params.name,
    share,
    people: knownPeople(scale(sumOf(nodes, "entered"), share), all),
    visits: scale(sumOf(nodes, "last"), share),
    steps: all,
    goal,
    goalPeople: scale(nodes.find((node) => node.step === goal)?.people ?? 0, share),
    ...toGraph(nodes, links, steps, { goal, share }),
    taken: withinBytes(taken),
    examples: await toPeople(people, context),
  };
}

function sumOf(nodes: readonly NodeRow[], column: "entered" | "last" | "visits"): number {
  return nodes.reduce((sum, node) => sum + Number(node[column]), 0);
}

/** Visits that end at `goal` ended well. */
function toGraph(
  all: readonly NodeRow[],
  links: readonly LinkRow[],
  declared: readonly string[],
  { goal, share }: { readonly goal: string; readonly share: number },
): Pick<JourneyResult, "nodes" | "truncatedNodes" | "links"> {
  const listed = limitList(
    all.toSorted((a, b) => Number(b.visits) - Number(a.visits)),
    { rows: mostNodes, bytes: graphBytes, total: Number(all[0]?.total ?? 0) },
  );
  const nodes = listed.items;
  const known = new Set(nodes.map(({ step }) => step));
  const places = nodes.map((node): StepPlace => ({
    step: node.step,
    visits: Number(node.visits),
    usualPlace: node.usualPlace - 1,
    meanPlace: node.meanPlace - 1,
  }));
  const hops = links
    .map((link): Hop => ({ from: link.origin, to: link.target, visits: Number(link.visits) }))
    .filter(({ from, to }) => known.has(from) && known.has(to));
  const depths = placeSteps(places, hops, declared);
  const rowOf = new Map(links.map((link) => [JSON.stringify([link.origin, link.target]), link]));
  return {
    nodes: nodes
      .map((node) => ({
        step: node.step,
        people: scale(node.people, share),
        visits: scale(node.visits, share),
        depth: depths.get(node.step) ?? 0,
        ...toEnds(node, goal, share),
        errors: scale(node.errors, share),
      }))
      .toSorted((a, b) => a.depth - b.depth || b.visits - a.visits || (a.step < b.step ? -1 : 1)),
    truncatedNodes: listed.truncated,
    links: withinBytes(hops, graphBytes).map(({ from, to, visits }) => {
      const row = rowOf.get(JSON.stringify([from, to]));
      return {
        from,
        to,
        visits: scale(visits, share),
        medianMs: row?.medianMs ?? 0,
        errors: scale(row?.errors ?? 0, share),
        loop: isLoop(from, to, depths),
      };
    }),
  };
}

/** What became of the visits that did not go on from a step. */
function toEnds(
  { step, last, open }: NodeRow,
  goal: string,
  share: number,
): Pick<JourneyNode, "left" | "ended" | "open"> {
  if (step === goal) return { left: 0, ended: scale(last, share), open: 0 };
  return { left: scale(Number(last) - Number(open), share), ended: 0, open: scale(open, share) };
}

/** `null`: there are steps, and none of their records names a person. */
function knownPeople(people: number, steps: number | undefined): number | null {
  return people === 0 && (steps ?? 0) > 0 ? null : people;
}
