// What is new or worse beside transactions, alerts and workflows: while there is any, the overview is not green.
import type { JudgedService } from "../../lib/worst-first.ts";
import { formatCount } from "../../lib/format.ts";
import { type CompleteServices } from "../../state/complete-results.ts";
import { worstFirst } from "../../lib/worst-first.ts";
import { useNewBottlenecks } from "./use-new-bottlenecks.ts";
import { useNewErrors } from "./use-new-errors.ts";

/** A part of a sentence each: `2 errors are new`. */
export type Elsewhere = readonly string[];

/** `undefined` until all of it is read. */
export function useElsewhere(services: CompleteServices | undefined): Elsewhere | undefined {
  const errors = useNewErrors();
  const bottlenecks = useNewBottlenecks();
  if (services === undefined || errors === undefined || bottlenecks === undefined) return undefined;
  const worse = worstFirst(services).filter(({ errorsRose, slower }) => errorsRose || slower);
  return [
    ...newOnes(errors.total, errors.items[0]?.type || "1 error", "errors"),
    ...newOnes(bottlenecks.length, `1 bottleneck of ${bottlenecks[0]?.operation}`, "bottlenecks"),
    ...worse.slice(0, most).map(worseWords),
    ...(worse.length > most ? [`${formatCount(worse.length - most)} other services are worse`] : []),
  ];
}

const most = 2;

function newOnes(count: number, first: string, things: string): Elsewhere {
  if (count === 0) return [];
  return [count === 1 ? `${first} is new` : `${formatCount(count)} ${things} are new`];
}

const worseWords = ({ service: { name }, errorsRose }: JudgedService): string =>
  errorsRose ? `more requests of ${name} fail than before` : `${name} is slower than before`;
