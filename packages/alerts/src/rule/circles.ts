// Rules that depend on each other in a circle.
import { joinPath, type Problem } from "catalog/problem";
import type { AlertRule } from "./rule.ts";

/** The largest circle that is shown whole. */
const mostShown = 20;

/** The mistakes of all rules that depend on themselves, in time that grows with the number of dependencies; with a pause after each rule. */
export function* circlesOf(rules: readonly AlertRule[]): Generator<void, readonly Problem[]> {
  // of two rules with one name, which is a mistake of its own, the later one counts
  const parents = new Map(rules.map(({ name, dependsOn = [] }) => [name, dependsOn]));
  const groups = yield* groupsOf(parents);
  const found: Problem[] = [];
  for (const [index, { name }] of rules.entries()) {
    yield;
    const group = groups.get(name)!;
    if (group.size === 1 && !parents.get(name)!.includes(name)) continue;
    const message = `depends on itself: ${describe(name, group, parents)}.`;
    const path = joinPath(joinPath("alerts", index), "dependsOn");
    found.push({ path, message, fix: "Remove one of these dependencies." });
  }
  return found;
}

function describe(name: string, group: ReadonlySet<string>, parents: Parents): string {
  if (group.size > mostShown) return `it is in a circle with ${group.size - 1} other rules`;
  return [name, ...wayBack(name, group, parents)].map((one) => `\`${one}\``).join(" → ");
}

type Parents = ReadonlyMap<string, readonly string[]>;

/** The shortest way from `name` to itself within its group: the rules after it, and it again. */
function wayBack(name: string, group: ReadonlySet<string>, parents: Parents): readonly string[] {
  const ways = new Map<string, readonly string[]>([[name, []]]);
  for (const [from, way] of ways)
    for (const parent of parents.get(from)!) {
      if (parent === name) return [...way, name];
      if (group.has(parent) && !ways.has(parent)) ways.set(parent, [...way, parent]);
    }
  return [];
}

/**
 * By name of a rule, those that it depends on and that depend on it: Tarjan's strongly connected components, without recursion, because
 * a chain may have thousands of rules.
 */
function* groupsOf(parents: Parents): Generator<void, ReadonlyMap<string, ReadonlySet<string>>> {
  const groups = new Map<string, ReadonlySet<string>>();
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const enter = (name: string): [string, Iterator<string>] => {
    order.set(name, order.size);
    lowest.set(name, order.get(name)!);
    open.push(name);
    return [name, parents.get(name)![Symbol.iterator]()];
  };
  const lower = (name: string, to: number): unknown => lowest.set(name, Math.min(lowest.get(name)!, to));
  for (const start of parents.keys()) {
    if (order.has(start)) continue;
    const path = [enter(start)];
    while (path.length > 0) {
      const [name, rest] = path.at(-1)!;
      const { value: parent, done } = rest.next();
      if (done !== true) {
        if (!parents.has(parent)) continue;
        if (!order.has(parent)) {
          path.push(enter(parent));
          yield;
        } else if (!groups.has(parent)) lower(name, order.get(parent)!);
        continue;
      }
      yield;
      path.pop();
      const before = path.at(-1);
      if (before !== undefined) lower(before[0], lowest.get(name)!);
      if (lowest.get(name) !== order.get(name)) continue;
      const group = new Set(open.splice(open.lastIndexOf(name)));
      for (const member of group) groups.set(member, group);
    }
  }
  return groups;
}
