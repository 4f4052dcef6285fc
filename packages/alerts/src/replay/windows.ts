// Facts in the order of time, by what sources look for: a window is a slice.
import type { Fact } from "./fact.ts";

/** Facts of one kind and name, oldest first. */
export type Facts<F extends Fact = Fact> = readonly F[];

/** Names of the properties that tell facts apart. */
const kinds = [
  "metric",
  "transaction",
  "funnel",
  "workflow",
  "errorGroup",
  "log",
  "event",
  "span",
  "finding",
  "sql",
] as const;
type FactKind = (typeof kinds)[number];
type FactOf<K extends FactKind> = Extract<Fact, Readonly<Record<K, string>>>;

export interface FactIndex {
  /** Facts with this name, or all of the kind. */
  of<K extends FactKind>(kind: K, name?: string): Facts<FactOf<K>>;
}

export function indexFacts(facts: Facts): FactIndex {
  const lists = new Map<string, Fact[]>();
  const add = (key: string, fact: Fact): void => {
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [fact]);
    else list.push(fact);
  };
  for (const fact of facts.toSorted((a, b) => a.at - b.at)) {
    const kind = kindOfFact(fact);
    add(kind, fact);
    add(`${kind} ${nameOf(fact, kind)}`, fact);
  }
  return {
    of: <K extends FactKind>(kind: K, name?: string) =>
      (lists.get(name === undefined ? kind : `${kind} ${name}`) ?? []) as unknown as Facts<FactOf<K>>,
  };
}

function kindOfFact(fact: Fact): FactKind {
  return kinds.find((kind) => kind in fact)!;
}

function nameOf(fact: Fact, kind: FactKind): string {
  return (fact as unknown as Readonly<Record<string, string>>)[kind]!;
}

/** Index of the first fact at or after `at`. */
function firstFrom(facts: Facts, at: number): number {
  let [low, high] = [0, facts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (facts[middle]!.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Facts from `from` up to and without `to`. */
export function between<F extends Fact>(facts: Facts<F>, from: number, to: number): Facts<F> {
  return facts.slice(firstFrom(facts, from), firstFrom(facts, to));
}
