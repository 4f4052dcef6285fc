// What is new or worse beside transactions, alerts and workflows: while there is any, the overview is not green.
import type { ErrorsResult } from "contract";

import { formatCount } from "../../lib/format.ts";
import type { Verdict } from "../../lib/verdict.ts";
import type { FunnelVerdicts } from "../../state/funnel-standing.ts";
import { useNewErrors } from "../../state/new-errors.ts";
import type { ServiceVerdicts } from "../../state/service-verdicts.ts";
import { useNewBottlenecks } from "./use-new-bottlenecks.ts";

/** A part of a sentence each: `2 errors are new`. */
export type Elsewhere = readonly string[];

/** `undefined` until all of it is read, with the earlier days that services and funnels are judged by. */
export function useElsewhere(
  services: ServiceVerdicts | undefined,
  funnels: FunnelVerdicts | undefined,
  /** Things of which there are more than were looked at. */
  cut: readonly string[],
): Elsewhere | undefined {
  const errors = useNewErrors();
  const bottlenecks = useNewBottlenecks();
  if (services?.isRead !== true || funnels?.isRead !== true) return undefined;
  if (errors === undefined || bottlenecks === undefined) return undefined;
  return [
    ...newErrorWords(errors),
    ...newOnes(bottlenecks.total, `1 bottleneck of ${bottlenecks.items[0]?.operation}`, "bottlenecks"),
    ...worseOf(
      services.services.map(({ service: { name }, verdict }) => [name, verdict]),
      serviceWords,
      "services",
    ),
    ...worseOf(funnels.all, funnelWords, "funnels"),
    ...(cut.length === 0 ? [] : [`not all ${list.format(cut)} were looked at`]),
  ];
}

const most = 2;
const list = new Intl.ListFormat("en");

/** Of a store that knows less than a day before the range, the answer is empty. */
export function newErrorWords({
  total,
  items,
  areNewKnown,
}: Pick<ErrorsResult, "total" | "items" | "areNewKnown">): Elsewhere {
  return areNewKnown
    ? newOnes(total, items[0]?.type || "1 error", "errors")
    : ["which errors are new is not known yet"];
}

function newOnes(count: number, first: string, things: string): Elsewhere {
  if (count === 0) return [];
  return [count === 1 ? `${first} is new` : `${formatCount(count)} ${things} are new`];
}

type Words = (name: string, word: string) => string;

function worseOf(
  judged: readonly (readonly [name: string, Verdict])[],
  wordsOf: Words,
  things: string,
): Elsewhere {
  const worse = judged.filter(([, { state }]) => state === "bad");
  return [
    ...worse.slice(0, most).map(([name, { word }]) => wordsOf(name, word)),
    ...(worse.length > most ? [`${formatCount(worse.length - most)} other ${things} are worse`] : []),
  ];
}

const serviceWords: Words = (name, word) => {
  if (word === "more errors") return `more requests of ${name} fail than before`;
  if (word === "slower") return `${name} is slower than before`;
  return word.includes(" fail") ? `of the requests of ${name} ${word}` : `${name}: ${word}`;
};

const funnelWords: Words = (name, word) => {
  if (word === "fell") return `the conversion of ${name} fell`;
  return word.includes(" convert") ? `of the people in ${name} ${word}` : `${name}: ${word}`;
};
