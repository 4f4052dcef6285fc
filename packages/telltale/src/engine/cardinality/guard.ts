// Detects keys with many values before the limit of series is reached: counts the distinct values of each attribute of each instrument, and
// the distinct names of spans and events. Only new series are counted: a known one costs nothing. Growing keys are reported once a minute,
// are in the statistics, and can be folded, hashed, normalized or dropped by rules.
import { report } from "../diagnostics/diagnose.ts";
import { normalName } from "./normal-name.ts";
import { createEstimator, type Estimator, hashOf } from "./estimator.ts";

/** What a rule does with the values of a growing key. */
type CardinalityAction = "warn" | "fold" | "hash" | "normalize" | "drop";

/** A rule for growing keys. */
export interface CardinalityRule {
  readonly instrument: (name: string) => boolean;
  readonly key: (name: string) => boolean;
  readonly action: CardinalityAction;
  /** The number of distinct values from which the rule applies; 0 for at once. Undefined: from the share that is warned of. */
  readonly above: number | undefined;
  /** The number of values that `hash` produces. */
  readonly buckets: number;
}

/** The settings of the guard. */
export interface CardinalityPlan {
  /** The share of an instrument's series from which it warns. */
  readonly warnAt: number;
  readonly rules: readonly CardinalityRule[];
  /** The number of names of spans, and of events, that causes no warning. */
  readonly names: number;
}

/** A key with many values, or many names. */
export interface GrowingKey {
  /** The instrument; `span.name` or `event.name` for names. */
  readonly source: string;
  /** The attribute; undefined for names. */
  readonly key: string | undefined;
  /** The estimated number of distinct values: the standard error is 3.3 %. */
  readonly values: number;
  /** The number of new series that a rule has changed. */
  readonly changed: number;
}

/** An attribute of a series. */
export type Pair = readonly [key: string, value: unknown];

/** The guard of one stream. */
export interface SeriesGuard {
  /** Whether some rule may change attributes. */
  readonly changes: boolean;
  /** Called with the attributes of a new series, in addition to `count` others; returns the attributes to keep. */
  look(pairs: readonly Pair[], count: number): readonly Pair[];
  /** Counts a value of a set that goes to the overflow series, when no rule changes values. */
  count(key: string, value: unknown): void;
}

/** The guard of a pipeline. */
export interface CardinalityGuard {
  series(instrument: string, limit: number): SeriesGuard;
  /** Called with the name of each exported span. */
  spanName(name: string): void;
  eventName(name: string): void;
  /** The growing keys, the largest first, 20 at most. */
  growing(): readonly GrowingKey[];
}

const folded = "{other}";
const maxKeys = 256;
const maxGrowing = 20;
const longestKept = 256;

/** The state of one key. */
interface KeyState {
  readonly source: string;
  readonly key: string | undefined;
  readonly estimator: Estimator;
  readonly rule: CardinalityRule | undefined;
  changed: number;
}

/** Creates the guard of a pipeline. */
export function createCardinalityGuard(plan: CardinalityPlan): CardinalityGuard {
  const growing = new Set<KeyState>();
  const cause = { toString: () => describe(listOf(growing)) };

  function warn(state: KeyState): void {
    growing.add(state);
    // a rule takes care of this key
    if (state.rule === undefined || state.rule.action === "warn") report("cardinality_growing", cause);
  }

  return {
    series: (instrument, limit) => seriesGuard(plan, instrument, Math.ceil(limit * plan.warnAt), warn),
    spanName: nameWatch("span.name", plan.names, warn),
    eventName: nameWatch("event.name", plan.names, warn),
    growing: () => listOf(growing),
  };
}

/** The state of the guard of one stream. */
interface GuardState {
  readonly source: string;
  /** From this number of values on, a key is reported. */
  readonly threshold: number;
  /** The rules for this instrument. */
  readonly rules: readonly CardinalityRule[];
  readonly keys: Map<string, KeyState>;
  readonly onGrowing: (state: KeyState) => void;
  /** The most series so far that were not reported. */
  maxSeries: number;
}

function seriesGuard(
  plan: CardinalityPlan,
  instrument: string,
  threshold: number,
  onGrowing: (state: KeyState) => void,
): SeriesGuard {
  const guard: GuardState = {
    source: instrument,
    threshold,
    rules: plan.rules.filter((rule) => rule.instrument(instrument)),
    keys: new Map(),
    onGrowing,
    maxSeries: threshold - 1,
  };
  return {
    changes: guard.rules.some(({ action }) => action !== "warn"),
    look(pairs, count) {
      const kept = applyRules(guard, pairs);
      // many series, though no key has many values: the key with the most is reported
      if (count > guard.maxSeries) {
        guard.maxSeries = count;
        const state = largestKey(guard);
        if (state !== undefined) onGrowing(state);
      }
      return kept;
    },
    count(key, value) {
      const state = keyState(guard, key);
      if (state !== undefined) countValue(guard, state, value);
    },
  };
}

/** Counts the values of `pairs`; returns them as the rules change them. */
function applyRules(guard: GuardState, pairs: readonly Pair[]): readonly Pair[] {
  let kept: (Pair | undefined)[] | undefined;
  for (let at = 0; at < pairs.length; at++) {
    const [key, value] = pairs[at] as Pair;
    const state = keyState(guard, key);
    if (state === undefined) continue;
    countValue(guard, state, value);
    const { rule } = state;
    if (rule === undefined || rule.action === "warn") continue;
    if (state.estimator.values() < (rule.above ?? guard.threshold)) continue;
    const changed = treated(rule, value);
    if (changed === value) continue;
    state.changed++;
    kept ??= [...pairs];
    kept[at] = changed === undefined ? undefined : [key, changed];
  }
  return kept === undefined ? pairs : kept.filter((pair) => pair !== undefined);
}

/** The state of `key`; undefined when too many keys are known. */
function keyState({ keys, rules, source }: GuardState, key: string): KeyState | undefined {
  let state = keys.get(key);
  if (state !== undefined || keys.size >= maxKeys) return state;
  const rule = rules.find((one) => one.key(key));
  state = { source, key, estimator: createEstimator(), rule, changed: 0 };
  keys.set(key, state);
  return state;
}

function countValue({ threshold, onGrowing }: GuardState, state: KeyState, value: unknown): void {
  if (state.estimator.add(hashOf(value)) && state.estimator.values() >= threshold) onGrowing(state);
}

function largestKey({ keys }: GuardState): KeyState | undefined {
  let found: KeyState | undefined;
  for (const state of keys.values())
    if (state.estimator.values() > (found?.estimator.values() ?? 1)) found = state;
  return found;
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
function nameWatch(source: string, most: number, warn: (state: KeyState) => void): (name: string) => void {
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
    else if (isNew && state.estimator.values() > most) warn(state);
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
  return list.slice(0, maxGrowing);
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
