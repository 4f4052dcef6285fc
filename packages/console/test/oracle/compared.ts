// Figures of two sides, by the definitions in words, from spans and errors one by one.
import { occurrences, storedErrors } from "./errors.ts";
import { percentileOf } from "./figures.ts";
import { isRequest, weigh } from "./requests.ts";
import type { Transaction } from "./transactions.ts";
import type { RawError, RawSpan } from "./telemetry.ts";

/** All of one side. */
export interface RawSide {
  readonly spans: readonly RawSpan[];
  readonly errors: readonly RawError[];
  /** That ended. */
  readonly transactions: readonly Transaction[];
  /** Of two times, or of two environments in one time, in which all ran. Absent: a part of the traffic, which need not have. */
  readonly seconds?: number;
}

export interface ComparedFigure {
  readonly base: number;
  readonly now: number;
  readonly baseCount: number;
  readonly nowCount: number;
}

type Sides = readonly [RawSide, RawSide];

const ofService = (service: string, { spans }: RawSide): readonly RawSpan[] =>
  spans.filter((span) => span.service === service);

/** The time of the side; of a part the requests of the service, or the time in which it ran where it has none. */
function exposuresOf(service: string, sides: Sides): readonly [number, number] {
  const of = (exposure: (side: RawSide) => number): readonly [number, number] => [
    exposure(sides[0]),
    exposure(sides[1]),
  ];
  if (sides[0].seconds !== undefined) return of(({ seconds }) => seconds!);
  const requests = of((side) => weigh(ofService(service, side).filter(isRequest)));
  if (Math.max(...requests) > 0) return requests;
  return of((side) => {
    const times = ofService(service, side).map(({ at }) => at);
    return (Math.max(...times) - Math.min(...times)) / 1000;
  });
}

function pair(numbers: readonly [number, number], counts: readonly [number, number]): ComparedFigure {
  return { base: numbers[0], now: numbers[1], baseCount: counts[0], nowCount: counts[1] };
}

const both = <Value>(sides: Sides, of: (side: RawSide, at: 0 | 1) => Value): readonly [Value, Value] => [
  of(sides[0], 0),
  of(sides[1], 1),
];

const ofType = (name: string, { transactions }: RawSide): readonly Transaction[] =>
  transactions.filter(({ type }) => type === name);

/** How many of those that ended were completed. */
export function comparedCompletion(sides: Sides, type: string): ComparedFigure {
  const completed = both(sides, (side) => ofType(type, side).filter(isCompleted).length);
  const ended = both(sides, (side) => ofType(type, side).length);
  return pair([completed[0] / ended[0], completed[1] / ended[1]], ended);
}

/** By currency, in hundredths: what now lost beyond the share of all amounts that the base lost. */
export function comparedLoss(sides: Sides, type: string): Readonly<Record<string, number>> {
  const centsOf = (currency: string, side: RawSide, isOwn: (one: Transaction) => boolean): number =>
    ofType(type, side)
      .filter((one) => one.money?.currency === currency && isOwn(one))
      .reduce((sum, { money }) => sum + money!.cents, 0);
  const currencies = new Set(ofType(type, sides[1]).flatMap(({ money }) => money?.currency ?? []));
  const losses = [...currencies].flatMap((currency) => {
    const all = both(sides, (side) => centsOf(currency, side, () => true));
    const lost = both(sides, (side) => centsOf(currency, side, (one) => !isCompleted(one)));
    return all[0] === 0 ? [] : [[currency, Math.round(lost[1] - (lost[0] / all[0]) * all[1])] as const];
  });
  return Object.fromEntries(losses);
}

/** How long those took that were completed. */
export function comparedTransactionP95(sides: Sides, type: string): ComparedFigure {
  const times = both(sides, (side) =>
    ofType(type, side)
      .filter(isCompleted)
      .map(({ end }) => end!.durationMs!),
  );
  return pair(
    both(sides, (_, at) => percentileOf(times[at], 0.95) ?? Number.NaN),
    both(sides, (_, at) => times[at].length),
  );
}

const isCompleted = ({ end }: Transaction): boolean => end!.outcome === "completed";

/** Requests of a service, or all spans of one of its operations. */
function spansOf(side: RawSide, service: string, operation: string | undefined): readonly RawSpan[] {
  return ofService(service, side).filter((span) =>
    operation === undefined ? isRequest(span) : span.name === operation,
  );
}

export function comparedRate(sides: Sides, service: string, operation?: string): ComparedFigure {
  const exposures = exposuresOf(service, sides);
  return pair(
    both(sides, (side, at) => weigh(spansOf(side, service, operation)) / exposures[at]),
    both(sides, (side) => spansOf(side, service, operation).length),
  );
}

export function comparedErrorShare(sides: Sides, service: string, operation?: string): ComparedFigure {
  return pair(
    both(sides, (side) => {
      const spans = spansOf(side, service, operation);
      return weigh(spans.filter(({ failed }) => failed)) / weigh(spans);
    }),
    both(sides, (side) => spansOf(side, service, operation).length),
  );
}

/** Of two times how many there were; of parts of the traffic how many a request had. */
export function comparedOccurrences(sides: Sides, service: string, fingerprint: string): ComparedFigure {
  const exposures = sides[0].seconds === undefined ? exposuresOf(service, sides) : ([1, 1] as const);
  const errorsOf = (side: RawSide): readonly RawError[] =>
    side.errors.filter((error) => error.fingerprint === fingerprint);
  return pair(
    both(sides, (side, at) => occurrences(errorsOf(side)) / exposures[at]),
    both(sides, (side) => storedErrors(errorsOf(side))),
  );
}
