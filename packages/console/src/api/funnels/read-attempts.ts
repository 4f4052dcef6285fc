// Reads the steps of people in funnels, and gives the attempt of each that came farthest.
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { shareOfRead, type toShare } from "../journeys/people-parts.ts";
import { type AttemptSample, farthestAttempt } from "./attempts.ts";
import { type FunnelRules, nowParams } from "./funnel-params.ts";

interface VisitsRow {
  readonly name: string;
  readonly reached: readonly number[];
  /** Ns since the beginning of the range. */
  readonly moments: readonly number[];
  /** Whether the window of the person is not over. */
  readonly isOpen: boolean | number;
  /** People of the funnel in the part, of whom this is one. */
  readonly everyone: number;
}

/** A part of the range that was read, ns since its beginning. */
interface Period {
  readonly from: number;
  readonly to: number;
}

/** How far people came, by funnel. */
export type Attempts = ReadonlyMap<string, AttemptSample>;

type Rules = Pick<FunnelRules, "order" | "windowMs">;

/** People and steps that are read of the funnels of a query, each of which has an equal share. */
export interface MostRead {
  readonly mostPeople: number;
  readonly mostSteps: number;
}

/** Of all funnels of a request together: more would need too much memory of the console. */
const usualMost: MostRead = { mostPeople: 100_000, mostSteps: 400_000 };
/** Steps that are read of one person. */
const mostOfPerson = 500;
/** Up to here a number of nanoseconds is exact. */
const longestExactNs = 2 ** 53;
const all: Period = { from: 0, to: Number.POSITIVE_INFINITY };

/** The farthest attempt of each person of a sample, by funnel. Times are ms since the beginning of the range. */
export async function findAttempts(
  query: QueryParams,
  rules: Rules,
  sample: ReturnType<typeof toShare>,
  context: ApiContext,
  most: MostRead = usualMost,
): Promise<Attempts> {
  return toAttempts(await readVisits(query, { ...sample.part, ...most }, context), rules, sample.share, all);
}

/**
 * The same of all people, before and after the moment `turn` (ns since the beginning of the range) each by itself. Their steps are read
 * once. Whose window is not over is known after it only.
 */
export async function findAttemptsBeforeAndAfter(
  query: QueryParams,
  rules: Rules,
  turn: number,
  context: ApiContext,
): Promise<readonly [before: Attempts, after: Attempts]> {
  const rows = await readVisits(query, {}, context);
  return [
    toAttempts(rows, rules, 1, { from: 0, to: turn }),
    toAttempts(rows, rules, 1, { from: turn, to: Number.POSITIVE_INFINITY }),
  ];
}

function readVisits(query: QueryParams, part: QueryParams, context: ApiContext): Promise<VisitsRow[]> {
  return run<VisitsRow>(context, "funnel-attempts", {
    ...usualMost,
    ...query,
    ...part,
    ...nowParams(context),
  });
}

/** @param share how many people each person of the part represents. */
function toAttempts(
  rows: readonly VisitsRow[],
  rules: Rules,
  share: number,
  period: Period,
): Map<string, AttemptSample> {
  const byFunnel = groupBy(rows, ({ name }) => name);
  return new Map(
    [...byFunnel].map(([name, own]) => {
      const entered = own
        .map((row) => ({ row, attempt: attemptIn(row, rules, period) }))
        .filter(({ attempt }) => attempt.length > 0)
        .map(({ row, attempt }) => ({ row, attempt: attempt.map((ns) => (ns - period.from) / 1e6) }));
      return [
        name,
        {
          attempts: entered.map(({ attempt }) => attempt),
          open: new Set(entered.filter(({ row }) => Boolean(row.isOpen)).map(({ attempt }) => attempt)),
          share: shareOfRead(share, own[0]!.everyone, own.length),
          isWhole: own.every(isWhole),
        },
      ];
    }),
  );
}

function attemptIn(
  { reached, moments }: VisitsRow,
  { order, windowMs }: Rules,
  { from, to }: Period,
): ReturnType<typeof farthestAttempt> {
  const visits = reached.map((place, at) => ({ place, at: moments[at]! }));
  return farthestAttempt(
    visits.filter(({ at }) => at >= from && at < to),
    order,
    Math.round(windowMs) * 1e6,
  );
}

/** Whether all steps of the person were read, each with its exact time. */
function isWhole({ reached, moments }: VisitsRow): boolean {
  return reached.length < mostOfPerson && moments.every((ns) => ns < longestExactNs);
}
