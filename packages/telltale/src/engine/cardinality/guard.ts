// Sees keys grow before the limit of series is hit: for each attribute of each instrument how many different values it has had, for names
// of spans and events the same. Only what is new is looked at: a series that is known costs nothing. What grows is told of once a
// minute, stands in the figures, and can be folded, hashed, normalized or dropped by rule.
import { report } from "../diagnostics/diagnose.ts";
import { normalName } from "./normal-name.ts";
import { createEstimator, type Estimator, hashOf } from "./estimator.ts";

/** What is done with the values of a key that grows. */
type CardinalityAction = "warn" | "fold" | "hash" | "normalize" | "drop";

/** What is done with which keys. */
export interface CardinalityRule {
  readonly instrument: (name: string) => boolean;
  readonly key: (name: string) => boolean;
  readonly action: CardinalityAction;
  /** From so many different values on; 0 for at once. Undefined: from the share on that is warned of. */
  readonly above: number | undefined;
  /** How many values `hash` leaves. */
  readonly buckets: number;
}

/** What the guard does. */
export interface CardinalityPlan {
  /** The share of an instrument's series from which it warns. */
  readonly warnAt: number;
  readonly rules: readonly CardinalityRule[];
  /** So many names of spans, and of events, are not warned of. */
  readonly names: number;
}

/** A key that has many values, or names that are many. */
export interface GrowingKey {
  /** The instrument; `span.name` or `event.name` for the names of those. */
  readonly source: string;
  /** The attribute; undefined for names. */
  readonly key: string | undefined;
  /** How many different ones there were, about: the standard error is 3.3 %. */
  readonly values: number;
  /** How many new series were changed by rule. */
  readonly changed: number;
}

/** An attribute of a series. */
export type Pair = readonly [key: string, value: unknown];

/** The guard of one stream. */
export interface SeriesGuard {
  /** Whether some rule may change attributes. */
  readonly changes: boolean;
  /** Sees the attributes of a series that is new, beside `count` others; gives what is to be kept of them. */
  look(pairs: readonly Pair[], count: number): readonly Pair[];
  /** Counts a value of a set that finds no place, where no rule changes anything. */
  count(key: string, value: unknown): void;
}

/** The guard of a pipeline. */
export interface CardinalityGuard {
  series(instrument: string, limit: number): SeriesGuard;
  /** Sees the name of a span that leaves. */
  spanName(name: string): void;
  eventName(name: string): void;
  /** What grows, the largest first, 20 at most. */
  growing(): readonly GrowingKey[];
}

const folded = "{other}";
const mostKeys = 256;
const mostGrowing = 20;
const longestKept = 256;

/** What is known of one key. */
interface KeyState {
  readonly source: string;
  readonly key: string | undefined;
  readonly estimator: Estimator;
  readonly rule: CardinalityRule | undefined;
  changed: number;
}

/** A guard by `plan`. */
export function createCardinalityGuard(plan: CardinalityPlan): CardinalityGuard {
  const growing = new Set<KeyState>();
  const cause = { toString: () => describe(listOf(growing)) };

  function tell(state: KeyState): void {
    growing.add(state);
    // what a rule makes small needs nobody's attention
    if (state.rule === undefined || state.rule.action === "warn") report("cardinality_growing", cause);
  }

  return {
    series: (instrument, limit) => seriesGuard(plan, instrument, Math.ceil(limit * plan.warnAt), tell),
    spanName: nameWatch("span.name", plan.names, tell),
    eventName: nameWatch("event.name", plan.names, tell),
    growing: () => listOf(growing),
  };
}

function seriesGuard(
  plan: CardinalityPlan,
  instrument: string,
  threshold: number,
  tell: (state: KeyState) => void,
): SeriesGuard {
  const states = new Map<string, KeyState>();
  const rules = plan.rules.filter((rule) => rule.instrument(instrument));
  let most = threshold - 1;

  function stateOf(key: string): KeyState | undefined {
    let state = states.get(key);
    if (state !== undefined || states.size >= mostKeys) return state;
    const rule = rules.find((one) => one.key(key));
    state = { source: instrument, key, estimator: createEstimator(), rule, changed: 0 };
    states.set(key, state);
    return state;
  }

  function largest(): KeyState | undefined {
    let found: KeyState | undefined;
    for (const state of states.values())
      if (state.estimator.values() > (found?.estimator.values() ?? 1)) found = state;
    return found;
  }

  function note(state: KeyState, value: unknown): void {
    if (state.estimator.add(hashOf(value)) && state.estimator.values() >= threshold) tell(state);
  }

  return {
    changes: rules.some(({ action }) => action !== "warn"),
    look(pairs, count) {
      let kept: (Pair | undefined)[] | undefined;
      for (let at = 0; at < pairs.length; at++) {
        const [key, value] = pairs[at] as Pair;
        const state = stateOf(key);
        if (state === undefined) continue;
        note(state, value);
        const { rule } = state;
        if (rule === undefined || rule.action === "warn") continue;
        if (state.estimator.values() < (rule.above ?? threshold)) continue;
        const left = treated(rule, value);
        if (left === value) continue;
        state.changed++;
        kept ??= [...pairs];
        kept[at] = left === undefined ? undefined : [key, left];
      }
      // many series of few values each: what has most is named
      if (count > most) {
        most = count;
        const state = largest();
        if (state !== undefined) tell(state);
      }
      return kept === undefined ? pairs : kept.filter((pair) => pair !== undefined);
    },
    count(key, value) {
      const state = stateOf(key);
      if (state !== undefined) note(state, value);
    },
  };
}

function treated(rule: CardinalityRule, value: unknown): unknown {
  switch (rule.action) {
    case "drop":
      return undefined;
    case "hash":
      return `bucket-${hashOf(value) % rule.buckets}`;
    case "normalize": {
      if (typeof value === "string") return normalName(value);
      return typeof value === "number" || typeof value === "bigint" ? "{id}" : value;
    }
    default:
      return folded;
  }
}

/** Watches how many different names there are: known ones cost one look-up. */
function nameWatch(source: string, most: number, tell: (state: KeyState) => void): (name: string) => void {
  if (most === Infinity) return () => {};
  const known = new Set<string>();
  const state: KeyState = {
    source,
    key: undefined,
    estimator: createEstimator(),
    rule: undefined,
    changed: 0,
  };
  return (name) => {
    if (known.has(name)) return;
    const isNew = state.estimator.add(hashOf(name));
    if (known.size < most && name.length <= longestKept) known.add(name);
    else if (isNew && state.estimator.values() > most) tell(state);
  };
}

// readers that differ have streams of their own: the one that saw most speaks for all
function listOf(growing: ReadonlySet<KeyState>): GrowingKey[] {
  const byName = new Map<string, GrowingKey>();
  for (const { source, key, estimator, changed } of growing) {
    const name = JSON.stringify([source, key]);
    const values = estimator.values();
    if ((byName.get(name)?.values ?? -1) < values) byName.set(name, { source, key, values, changed });
  }
  const list = [...byName.values()];
  list.sort((a, b) => b.values - a.values);
  return list.slice(0, mostGrowing);
}

function describe(growing: readonly GrowingKey[]): string {
  const parts = growing
    .slice(0, 5)
    .map(({ source, key, values }) =>
      key === undefined
        ? `\`${source}\` has about ${values} different ones`
        : `\`${key}\` of \`${source}\` has about ${values} values`,
    );
  return parts.join("; ");
}
