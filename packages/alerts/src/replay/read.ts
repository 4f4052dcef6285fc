// Answers the inputs of rules from facts, as the console answers them from its store.
import type { Input, Reading } from "../condition/reading.ts";
import { type GroupSample, labelOf, type Sample } from "../condition/sample.ts";
import {
  type AnyFact,
  between,
  type FactIndex,
  labelsOf,
  type ReadBefore,
  serviceKey,
} from "../source/fact.ts";
import { factsOf, type Source, sourceNameOf } from "../source/sources.ts";
import { quietBefore } from "../source/beginning.ts";
import { openBeginnings } from "./beginnings.ts";

/** Reads inputs at the times of a replay, which go forward. */
export type ReadAt = (input: Input, at: number) => Reading;

/** @param since Unix ms of the first telemetry, for sources that have to learn; absent: it was long ago. */
export function createReader(index: FactIndex, since?: number): ReadAt {
  const readers = new Map<string, ReadBefore<Source> | undefined>();
  // the times of one go forward, so that each delay has its own
  const readerOf = (source: Source, agoMs: number): ReadBefore<Source> | undefined => {
    const key = `${sourceNameOf(source)} ${agoMs}`;
    if (!readers.has(key)) readers.set(key, factsOf(source).open?.(index));
    return readers.get(key);
  };
  const chosen = new Map<Source, readonly AnyFact[]>();
  const begunIn = since === undefined ? undefined : openBeginnings(index, since);
  return ({ source, agoMs, windowMs, groupBy, withBeginnings = false }, at) => {
    const to = at - agoMs;
    const before = readerOf(source, agoMs)?.(source, groupBy, to);
    if (before !== undefined) return { groups: before };
    const window = { from: to - windowMs, to, groupBy, index };
    const known = chosen.get(source) ?? choose(index, source);
    chosen.set(source, known);
    const { measure } = factsOf(source);
    const groups = groupsOf(between(known, window.from, to), groupBy, (facts) =>
      measure(source, facts, window),
    );
    return {
      groups,
      ...(since !== undefined && { since }),
      ...(withBeginnings &&
        begunIn !== undefined && {
          beginnings: begunIn({ from: window.from, quiet: quietBefore({ agoMs, windowMs }) }, at),
        }),
    };
  };
}

/** Facts by group, each group as one value. */
function groupsOf(
  facts: readonly AnyFact[],
  groupBy: readonly string[],
  measure: (facts: readonly AnyFact[]) => Sample | undefined,
): GroupSample[] {
  if (facts.length === 0) return [];
  if (groupBy.length === 0) {
    const sample = measure(facts);
    return sample === undefined ? [] : [{ labels: {}, sample }];
  }
  const groups = new Map<string, AnyFact[]>();
  for (const fact of facts) {
    const key = JSON.stringify(groupBy.map((name) => labelOf(fact.attributes, name) ?? ""));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [fact]);
    else group.push(fact);
  }
  return [...groups.values()].flatMap((group) => {
    const sample = measure(group);
    return sample === undefined ? [] : [{ labels: labelsOf(group[0]!, groupBy), sample }];
  });
}

/** The facts that a source looks at, filtered once. */
function choose(index: FactIndex, source: Source): readonly AnyFact[] {
  const { kind, nameOf } = factsOf(source);
  return index.of<AnyFact>(kind, nameOf?.(source)).filter(filterOf(source));
}

function filterOf(source: Source): (fact: AnyFact) => boolean {
  const tests: ((fact: AnyFact) => boolean)[] = [];
  if ("service" in source && source.service !== undefined) {
    const { service } = source;
    tests.push(({ attributes }) => attributes[serviceKey] === service);
  }
  if ("where" in source)
    for (const [name, value] of Object.entries(source.where ?? {})) {
      const wanted = String(value);
      tests.push(({ attributes }) => labelOf(attributes, name) === wanted);
    }
  const { fits } = factsOf(source);
  if (fits !== undefined) tests.push(fits(source));
  return (fact) => tests.every((one) => one(fact));
}
