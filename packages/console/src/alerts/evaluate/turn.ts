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
 * takes long. So are those that were never evaluated: they may not have been there.
 */
function missedTurn(
  engine: Engine,
  state: EngineState,
  { at: newest, stepMs, afterMs, owesSlow }: Newest,
): Turn | undefined {
  const after = Math.max(afterMs, newest - mostMs - 1);
  for (let at = (Math.floor(after / stepMs) + 1) * stepMs; at < newest; at += stepMs) {
    const due = dueRules(engine, state, at);
    const others = new Set(slowRules(engine, due));
    const putsOff = owesSlow || others.size > 0;
    for (const { rule } of due) if (ruleStateOf(state, rule) === undefined) others.add(rule);
    const quick = due.filter(({ rule }) => !others.has(rule));
    if (quick.length > 0)
      return { ...alone, at, due: quick, deferred: others, putsOff, isMadeUp: true, doneMs: at };
  }
  return undefined;
}

/** Due rules with SQL, and what depends on them: it is decided with its parents, which come first. */
function slowRules({ rules }: Engine, due: readonly CompiledRule[]): ReadonlySet<string> {
  const slow = new Set<string>();
  const isDue = new Set(due);
  for (const rule of rules) {
    const readsSql = isDue.has(rule) && rule.evaluator.inputs.some(({ source }) => "sql" in source);
    if (readsSql || rule.dependsOn.some((parent) => slow.has(parent))) slow.add(rule.rule);
  }
  return slow;
}
