// Readings of many windows from numbers of short steps: a preview asks the store once, and reads each window as a difference of two sums.
import type { GroupSample, Labels, Source } from "alerts/readings";
import { type CellRow, type Kind, labelsOf } from "./family.ts";

/** Equal steps of time, the first from `from` on. */
export interface Steps {
  /** Unix ms. */
  readonly from: number;
  readonly stepMs: number;
  readonly count: number;
  /** Of the first and the last step only what is within counts; absent: all of them. Unix ms. */
  readonly within?: { readonly from: number; readonly to: number };
}

/** Reads the groups of one window; both ends are ends of steps. */
export type ReadWindow = (from: number, to: number) => readonly GroupSample[];

interface Sums {
  readonly labels: Labels;
  /** One for each number: at `i` the sum of the steps before `i`. */
  readonly totals: readonly Float64Array[];
}

/** Windows of a source whose numbers add up. */
export function sumWindows<S extends Source, Row extends CellRow>(
  kind: Kind<S, Row>,
  source: S,
  groupBy: readonly string[],
  rows: readonly Row[],
  steps: Steps,
): ReadWindow {
  const groups = new Map<string, Sums>();
  const key = kind.keyOf(source);
  for (const row of rows) {
    const slot = Number(row.slot);
    if (kind.keyOfRow(row) !== key || slot < 0 || slot >= steps.count) continue;
    const numbers = kind.numbersOf(source, row);
    const labels = labelsOf(row, groupBy);
    const name = JSON.stringify(Object.values(labels));
    let group = groups.get(name);
    if (group === undefined) {
      group = { labels, totals: numbers.map(() => new Float64Array(steps.count + 1)) };
      groups.set(name, group);
    }
    for (const [index, number] of numbers.entries()) group.totals[index]![slot + 1]! += number;
  }
  const all = [...groups.values()];
  for (const { totals } of all)
    for (const total of totals) for (let at = 1; at <= steps.count; at += 1) total[at]! += total[at - 1]!;
  return (from, to) => {
    const [first, last] = [placeOf(from, steps), placeOf(to, steps)];
    return all.flatMap(({ labels, totals }): GroupSample[] => {
      const numbers = totals.map((total) => total[last]! - total[first]!);
      return numbers[0] === 0 ? [] : [{ labels, sample: kind.sampleOf(source, numbers, (to - from) / 1000) }];
    });
  };
}

export function placeOf(at: number, { from, stepMs, count }: Steps): number {
  return Math.min(count, Math.max(0, Math.round((at - from) / stepMs)));
}

/** Values of one step and group, as numbers of their classes. */
export interface ClassRow extends CellRow {
  readonly classes: readonly number[];
  readonly counts: readonly number[];
}

interface Spread {
  readonly labels: Labels;
  /** By step: the positions of the classes in `values`, and how many values each has. */
  readonly steps: ({ readonly places: Uint16Array; readonly counts: Float64Array } | undefined)[];
  readonly counts: Float64Array;
  total: number;
  /** The steps that are counted. */
  first: number;
  last: number;
}

/** Windows of a percentile: values are in classes, of which `valueOf` gives the middle. Reading windows in their order is fast. */
export function percentileWindows(
  share: number,
  groupBy: readonly string[],
  rows: readonly ClassRow[],
  steps: Steps,
  valueOf: (numberOfClass: number) => number,
): ReadWindow {
  const classes = new Set<number>();
  for (const row of rows) for (const one of row.classes) classes.add(one);
  const ordered = Uint32Array.from(classes).toSorted();
  const places = new Map([...ordered].map((one, place) => [one, place]));
  const values = [...ordered].map(valueOf);
  const groups = new Map<string, Spread>();
  for (const row of rows) {
    const slot = Number(row.slot);
    if (slot < 0 || slot >= steps.count) continue;
    const labels = labelsOf(row, groupBy);
    const name = JSON.stringify(Object.values(labels));
    let group = groups.get(name);
    if (group === undefined) {
      group = { labels, steps: [], counts: new Float64Array(values.length), total: 0, first: 0, last: 0 };
      groups.set(name, group);
    }
    group.steps[slot] = {
      places: Uint16Array.from(row.classes, (one) => places.get(one)!),
      counts: Float64Array.from(row.counts),
    };
  }
  const all = [...groups.values()];
  return (from, to) => {
    const [first, last] = [placeOf(from, steps), placeOf(to, steps)];
    return all.flatMap((group): GroupSample[] => {
      move(group, first, last);
      const value = percentileOf(group, share, values);
      return value === undefined ? [] : [{ labels: group.labels, sample: { value } }];
    });
  };
}

/** Counts the steps from `first` to `last`, from those that are counted already. */
function move(group: Spread, first: number, last: number): void {
  if (first < group.first || first > group.last || last < group.last) {
    group.counts.fill(0);
    group.total = 0;
    group.first = group.last = first;
  }
  for (; group.last < last; group.last += 1) countStep(group, group.last, 1);
  for (; group.first < first; group.first += 1) countStep(group, group.first, -1);
}

function countStep(group: Spread, step: number, sign: number): void {
  const own = group.steps[step];
  if (own === undefined) return;
  for (const [index, place] of own.places.entries()) {
    group.counts[place]! += sign * own.counts[index]!;
    group.total += sign * own.counts[index]!;
  }
}

function percentileOf(
  { counts, total }: Spread,
  share: number,
  values: readonly number[],
): number | undefined {
  if (total === 0) return undefined;
  const wanted = share * total;
  let seen = 0;
  for (const [place, number] of counts.entries()) {
    seen += number;
    if (number > 0 && seen >= wanted) return values[place];
  }
  return undefined;
}

/** Bits of a double behind the exponent that a class keeps: classes are 2^-5 wide, so their middles are at most 1.6 % off. */
export const classBits = 5;

/** The middle of a class: the number is the upper bits of a double. */
export function middleOf(numberOfClass: number): number {
  const view = new DataView(new ArrayBuffer(8));
  const half = 1n << BigInt(51 - classBits);
  view.setBigUint64(0, (BigInt(numberOfClass) << BigInt(52 - classBits)) + half);
  return view.getFloat64(0);
}
