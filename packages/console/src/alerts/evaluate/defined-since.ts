// Since when each rule is as it is, as far as this process has seen: at times before, it was something else, or was not evaluated.
import { type AlertRule, type Condition, type Engine, membersOf, type Objective } from "alerts";

/** Unix ms by rule. */
export type DefinedSince = ReadonlyMap<string, number>;

/** Rules that are evaluated, with the objectives that conditions name. */
export interface Defined {
  readonly engine: Pick<Engine, "rules">;
  readonly objectives: readonly Objective[];
  readonly since: DefinedSince;
}

/** A rule that is declared as it was `before` keeps its time, unless an objective of its condition has changed. In pieces. */
export function* definedSince(
  { engine, objectives }: Omit<Defined, "since">,
  before: Defined | undefined,
  nowMs: number,
): Generator<void, DefinedSince> {
  const known = new Map<string, AlertRule>(
    before?.engine.rules.map(({ rule, declaration }) => [rule, declaration]),
  );
  const targets = new Map(before?.objectives.map((one) => [one.name, one]));
  const changed = new Set(
    objectives.filter((one) => !isSame(one, targets.get(one.name))).map(({ name }) => name),
  );
  const since = new Map<string, number>();
  for (const { rule, declaration } of engine.rules) {
    const isKept = isSame(declaration, known.get(rule)) && !burns(declaration.when, changed);
    since.set(rule, (isKept ? before?.since.get(rule) : undefined) ?? nowMs);
    yield;
  }
  return since;
}

const isSame = (one: object, other: object | undefined): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

function burns(when: Condition, objectives: ReadonlySet<string>): boolean {
  if ("burnRate" in when) return objectives.has(when.burnRate.objective);
  return membersOf(when).some((member) => burns(member.when, objectives));
}
