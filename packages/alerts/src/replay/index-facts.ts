// Facts in the order of time, by what sources look for: a window is a slice.
import type { AnyFact, FactIndex } from "../source/fact.ts";
import { allFacts, type Fact } from "../source/sources.ts";

export function indexFacts(facts: readonly Fact[]): FactIndex {
  const lists = new Map<string, AnyFact[]>();
  const add = (key: string, fact: AnyFact): void => {
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [fact]);
    else list.push(fact);
  };
  const happened = new Set<string>();
  for (const fact of facts.toSorted((a, b) => a.at - b.at)) {
    const { kind, onceBy } = allFacts.find((one) => one.kind in fact)!;
    const once = onceBy?.(fact);
    if (once !== undefined && happened.has(once)) continue;
    if (once !== undefined) happened.add(once);
    add(kind, fact);
    add(`${kind} ${(fact as unknown as Readonly<Record<string, string>>)[kind]!}`, fact);
  }
  return {
    of: <F extends AnyFact>(kind: string, name?: string) =>
      (lists.get(name === undefined ? kind : `${kind} ${name}`) ?? []) as readonly AnyFact[] as readonly F[],
  };
}
