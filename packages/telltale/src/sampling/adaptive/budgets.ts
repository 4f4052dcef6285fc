// A target shared out among keys: each gets what it asks for up to a common line, so rare ones are kept whole and the rest of the target
// goes to the frequent ones. Rates are set once a window out of what came before; within a window they only fall, by what was promised
// so far and never by the trace in question. So each kept trace represents `1 / rate`, and a burst cannot pass more than twice the target.
import { dampen, forecast } from "../pace.ts";
import { type Share, stepBelow } from "../share.ts";

/** What is shared out, and how finely. */
export interface BudgetSettings {
  /** In the units of cost: 1 a trace, or its bytes. */
  readonly perSecond: number;
  readonly maxKeys: number;
  /** How many times the line of others a favoured key has. */
  readonly weight: number;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

/** Says what is kept of each key. */
export interface Budgets {
  /** The share to judge a trace of `key` by, which costs `cost` when it is kept. */
  share(key: string, favored: boolean, cost: number): Share;
}

interface Key {
  readonly weight: number;
  /** The cost a second that is expected. */
  expected: number;
  seen: number;
  promised: number;
  rate: number;
  idle: number;
}

const windowMs = 1000;
/** After so many windows without one a key is forgotten. */
const maxIdle = 120;
/** How much of the target rates are set for: the rest is room for what comes at random. */
const aim = 0.95;
const others = "\u0000others";

/** Budgets for `perSecond`, of keys that are not known before. */
export function createBudgets({ perSecond, maxKeys, weight, now }: BudgetSettings): Budgets {
  const keys = new Map<string, Key>();
  const target = perSecond * aim;
  let start = now();
  let promised = 0;
  /** What is left of the target when all known keys have theirs. */
  let slack = target;

  function roll(time: number): void {
    const windows = Math.floor((time - start) / windowMs);
    start += windows * windowMs;
    for (const [name, key] of keys) {
      rollKey(key, windows, perSecond / 10);
      if (key.idle > maxIdle) keys.delete(name);
    }
    const line = lineOf([...keys.values()], target);
    slack = target;
    for (const key of keys.values()) {
      key.rate = key.expected === 0 ? 1 : Math.min(1, (line * key.weight) / key.expected);
      slack -= key.rate * key.expected;
    }
    promised = 0;
  }

  function find(name: string, favored: boolean): Key {
    const full = favored ? `!${name}` : name;
    const known = keys.get(full);
    if (known !== undefined) return known;
    if (keys.size >= maxKeys && name !== others) return find(others, favored);
    const key = { weight: favored ? weight : 1, expected: 0, seen: 0, promised: 0, rate: 1, idle: 0 };
    keys.set(full, key);
    return key;
  }

  return {
    share(name, favored, cost) {
      const time = now();
      if (time - start >= windowMs) roll(time);
      const key = find(name, favored);
      key.seen += cost;
      // what brings more than it did may have what is left over, and a little more
      const room = Math.max(key.rate * key.expected + Math.max(slack, 0), perSecond / 10, cost);
      const share = stepBelow(key.rate * dampen(key.promised, room) * dampen(promised, perSecond));
      key.promised += share.rate * cost;
      promised += share.rate * cost;
      return share;
    },
  };
}

function rollKey(key: Key, windows: number, much: number): void {
  key.idle = key.seen > 0 ? 0 : key.idle + windows;
  key.expected = forecast(key.expected, key.seen, much);
  for (let idle = 1; idle < Math.min(windows, 60); idle++) key.expected = forecast(key.expected, 0, much);
  if (key.expected < 1e-6) key.expected = 0;
  key.seen = 0;
  key.promised = 0;
}

/** The line: each key gets its expected cost, but no more than the line times its weight, and all together get `target`. */
function lineOf(keys: readonly Key[], target: number): number {
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
  const inOrder = [...keys].sort((one, other) => one.expected / one.weight - other.expected / other.weight);
  let left = target;
  let weights = inOrder.reduce((sum, { weight }) => sum + weight, 0);
  for (const { expected, weight } of inOrder) {
    const line = left / weights;
    if (expected >= line * weight) return line;
    left -= expected;
    weights -= weight;
  }
  return Infinity;
}
