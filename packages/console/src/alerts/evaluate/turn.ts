// What the next round evaluates: a time, and the rules that are due then. While the console is overloaded rounds take longer than a step, and
// times pass; they are made up for, each at its own time, so that alerts are those of a replay (docs/adr/144-rounds-missed-under-load.md).
import { type CompiledRule, dueRules, type Engine, type EngineState, ruleStateOf, stepOf } from "alerts";

export interface Turn {
  /** Unix ms. */
  readonly at: number;
  readonly due: readonly CompiledRule[];
  /** Names of rules of other rounds. */
  readonly deferred: ReadonlySet<string>;
  /** Of rules that read with SQL of people, and of those that depend on them. */
  readonly isSlow: boolean;
  /** Rules with SQL are due that a later round evaluates. */
  readonly putsOff: boolean;
  /** A newer time is due, too. */
  readonly isMadeUp: boolean;
  /** Unix ms up to which nothing is missed once this round is stored. */
  readonly doneMs: number;
}

/** What a turn depends on beside rules and states. */
export interface Circumstances {
  readonly nowMs: number;
  /** Unix ms: times up to here are not made up for. */
  readonly afterMs: number;
  /** Rules with SQL wait that an earlier round has put off. */
  readonly owesSlow: boolean;
  /** The rules differ from those that are published. */
  readonly isChanged: boolean;
  /** Unix ms since when a rule is as it is. */
  readonly definedMs: (rule: string) => number;
}

/** Longest time that is made up for. */
const mostMs = 15 * 60_000;

/** Undefined when nothing is due. */
export function turnOf(engine: Engine, state: EngineState, circumstances: Circumstances): Turn | undefined {
  const { nowMs, isChanged } = circumstances;
  const stepMs = stepOf(engine.rules);
  const at = Math.floor(nowMs / stepMs) * stepMs;
  const due = dueRules(engine, state, at);
  if (due.length === 0) {
    if (!isChanged) return undefined;
    // what ends or breaks now does so in this minute, however rarely the other rules are evaluated
    const minute = Math.floor(nowMs / 60_000) * 60_000;
    return { ...alone, at: Math.max(at, minute), due, doneMs: at };
  }
  return (
    missedTurn(engine, state, { at, stepMs, ...circumstances }) ??
    newestTurn(engine, due, { at, stepMs, ...circumstances })
  );
}

const alone = { deferred: new Set<string>(), isSlow: false, putsOff: false, isMadeUp: false } as const;

interface Newest extends Circumstances {
  readonly at: number;
  readonly stepMs: number;
}

/**
 * Rules that read with SQL of people have rounds of their own, after that of the others, and in turn with it: a query that takes its full time
 * delays no other rule.
 */
function newestTurn(engine: Engine, due: readonly CompiledRule[], { at, stepMs, owesSlow }: Newest): Turn {
  const slow = slowRules(engine, due);
  const quick = due.filter(({ rule }) => !slow.has(rule));
  if (slow.size === 0 || (quick.length > 0 && !owesSlow))
    return { ...alone, at, due: quick, deferred: slow, putsOff: slow.size > 0, doneMs: at };
  const others = engine.rules.map(({ rule }) => rule).filter((rule) => !slow.has(rule));
  return {
    ...alone,
    at,
    due: due.filter(({ rule }) => slow.has(rule)),
    deferred: new Set(others),
    isSlow: true,
    doneMs: quick.length > 0 ? at - stepMs : at,
  };
}

/**
 * The first time before the newest at which rules were due. Those with SQL are evaluated for the newest time only: their queries are what
 * takes long. So are those that were never evaluated, which may not have been there, and those that were something else at that time.
 */
function missedTurn(
  engine: Engine,
  state: EngineState,
  { at: newest, stepMs, afterMs, owesSlow, definedMs }: Newest,
): Turn | undefined {
  const after = Math.max(afterMs, newest - mostMs - 1);
  for (let at = (Math.floor(after / stepMs) + 1) * stepMs; at < newest; at += stepMs) {
    const due = dueRules(engine, state, at);
    const slow = slowRules(engine, due);
    const isNewer = (rule: string): boolean => ruleStateOf(state, rule) === undefined || definedMs(rule) > at;
    const others = withChildren(engine, due, ({ rule }) => slow.has(rule) || isNewer(rule));
    const putsOff = owesSlow || slow.size > 0;
    const quick = due.filter(({ rule }) => !others.has(rule));
    if (quick.length > 0)
      return { ...alone, at, due: quick, deferred: others, putsOff, isMadeUp: true, doneMs: at };
  }
  return undefined;
}

/** Due rules with SQL, and what depends on them. */
function slowRules(engine: Engine, due: readonly CompiledRule[]): ReadonlySet<string> {
  return withChildren(engine, due, ({ evaluator }) => evaluator.inputs.some(({ source }) => "sql" in source));
}

/** Due rules that are chosen, and what depends on them: it is decided with its parents, which come first. */
function withChildren(
  { rules }: Engine,
  due: readonly CompiledRule[],
  isChosen: (rule: CompiledRule) => boolean,
): ReadonlySet<string> {
  const found = new Set<string>();
  const isDue = new Set(due);
  for (const rule of rules)
    if ((isDue.has(rule) && isChosen(rule)) || rule.dependsOn.some((parent) => found.has(parent)))
      found.add(rule.rule);
  return found;
}
