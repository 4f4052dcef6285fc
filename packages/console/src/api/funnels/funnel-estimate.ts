// A first answer about one funnel, from the paths of a part of the people: they are read once, and everything is counted from them.
import type { StepFigures } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import type { PersonRow } from "../journeys/journey-person.ts";
import type { toShare } from "../journeys/people-parts.ts";
import { toFigures } from "../journeys/step-figures.ts";
import { countTaken, findWays, personAt, type Way } from "../journeys/ways.ts";
import { previousRange, type Range, toRangeParams } from "../time/range.ts";
import { type AttemptSample, excludedPlace, farthestAttempt, isOpen, type Visit } from "./attempts.ts";
import type { FunnelDefinition } from "./funnel-definitions.ts";
import { estimateLevels, type Levels, levelsOf } from "./funnel-levels.ts";
import type { FunnelRules } from "./funnel-params.ts";

export interface FunnelQuestion {
  readonly funnel: FunnelDefinition;
  /** Parameters of the queries over funnels. */
  readonly query: QueryParams;
  /** Range and environment as parameters. */
  readonly scope: QueryParams;
  readonly range: Range;
  readonly rules: FunnelRules;
  readonly sample: ReturnType<typeof toShare>;
}

/** A person who dropped at the step `level`, from 1. */
export type DroppedRow = PersonRow & { readonly level: number };

export interface FunnelCounts {
  readonly attempts: ReadonlyMap<string, AttemptSample>;
  readonly levels: Levels;
  readonly levelsBefore: Levels;
  /** Of `taken` and `dropped`. */
  readonly share: number;
  readonly taken: StepFigures[];
  readonly dropped: readonly DroppedRow[];
}

const mostDropped = 20;

/** Without averages of attributes, which are in other records, and without traces. The range before has a part of its own. */
export async function estimateFunnel(
  { funnel, query, scope, range, rules, sample }: FunnelQuestion,
  context: ApiContext,
): Promise<FunnelCounts> {
  const { name, steps } = funnel;
  // as the times of ways, ms since the beginning of the range
  const now = context.nowMs() - Number(range.fromNs) / 1e6;
  const [{ ways, share }, levelsBefore] = await Promise.all([
    findWays({ ...scope, name, names: [name] }, sample, context),
    estimateLevels({ ...query, ...toRangeParams(previousRange(range)) }, context),
  ]);
  const walks = ways
    .map((way) => {
      const visits = toVisits(way, steps, rules);
      const attempt = farthestAttempt(visits, rules.order, rules.windowMs);
      return { way, attempt, mayGoOn: isOpen(visits, rules.order, { window: rules.windowMs, now }) };
    })
    .filter(({ attempt }) => attempt.length > 0);
  const attempts = new Map([
    [
      name,
      {
        attempts: walks.map(({ attempt }) => attempt),
        open: new Set(walks.filter(({ mayGoOn }) => mayGoOn).map(({ attempt }) => attempt)),
        share,
      },
    ],
  ]);
  return {
    attempts,
    levels: levelsOf(attempts),
    levelsBefore,
    share,
    taken: toFigures(countTaken(ways, steps), steps, share, []),
    dropped: steps.slice(0, -1).flatMap((_, at) =>
      latestDropped(
        walks.filter(({ attempt, mayGoOn }) => attempt.length === at + 1 && !mayGoOn).map(({ way }) => way),
        steps,
        at + 1,
        rules,
        range,
      ),
    ),
  };
}

function toVisits(
  { steps: taken, moments }: Way,
  steps: readonly string[],
  { exclude }: FunnelRules,
): Visit[] {
  return taken.map((step, at) => ({
    place: exclude.includes(step) ? excludedPlace : steps.indexOf(step) + 1,
    at: moments[at]!,
  }));
}

/** The people seen last at the step `level`, from 1: at the latest time that they took it, in `any` order any of the funnel. */
function latestDropped(
  ways: readonly Way[],
  steps: readonly string[],
  level: number,
  { order }: FunnelRules,
  range: Range,
): DroppedRow[] {
  const isReaching = (step: string): boolean =>
    order === "any" ? steps.includes(step) : step === steps[level - 1];
  return ways
    .map((way) => ({ way, at: way.steps.findLastIndex(isReaching) }))
    .toSorted((a, b) => b.way.moments[b.at]! - a.way.moments[a.at]!)
    .slice(0, mostDropped)
    .map(({ way, at }) => ({ ...personAt(way, at, range), level }));
}
