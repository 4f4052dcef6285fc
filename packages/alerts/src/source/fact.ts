// What a replay reads: recorded or synthetic facts, the same for scenarios, tables and exports. Each source declares its facts, and how it
// becomes a value from them.
import { type GroupSample, labelOf, type Labels, type Sample } from "../condition/sample.ts";

/** What all facts have. */
export interface AnyFact {
  /** Unix ms. */
  readonly at: number;
  readonly attributes: Labels;
  /** Number of equal facts that this one stands for; by default 1. */
  readonly count?: number;
}

/** Facts in the order of time, by their kind and name. */
export interface FactIndex {
  /** Facts of a kind, which is the property that names them; with this name, or all. */
  of<F extends AnyFact>(kind: string, name?: string): readonly F[];
}

/** The part of time that is measured: from `from` up to and without `to`, in Unix ms. */
export interface FactWindow {
  readonly from: number;
  readonly to: number;
  /** The attributes by which facts are grouped. */
  readonly groupBy: readonly string[];
  /** All facts, for a value that depends on others than those of its group. */
  readonly index: FactIndex;
}

/** Signals of an export that have the data of a source. */
export type ReplaySignal = "traces" | "logs" | "metrics" | "business" | "findings";

/** How a replay reads a source. */
export interface SourceFacts<S, F extends AnyFact> {
  /** The property of its facts that has their name. */
  readonly kind: string;
  /** The signal of an export; absent: an export does not have the data. */
  readonly signal?: ReplaySignal;
  /** How a table of such facts is read. */
  readonly table: FactTable<F>;
  /** The name of the facts that it looks at; absent: of any name. */
  readonly nameOf?: (source: S) => string | undefined;
  /** What happens once: of several facts the first counts; absent, and for `undefined`: each is one of its own. */
  readonly onceBy?: (fact: F) => string | undefined;
  /** Conditions besides those on `where`, `service` and the name. */
  readonly fits?: (source: S) => (fact: F) => boolean;
  /** The value of a group; undefined: no data. */
  readonly measure: (source: S, facts: readonly F[], window: FactWindow) => Sample | undefined;
  /** For values that depend on all facts before a time, and not on those of a window: what it returns is asked at times that go forward. */
  readonly open?: (index: FactIndex) => ReadBefore<S>;
  /** How long before its window it looks; absent: no time. */
  readonly lookBackMs?: (source: S) => number;
}

/** The groups at a time; undefined where the facts of a window decide. */
export type ReadBefore<S> = (
  source: S,
  groupBy: readonly string[],
  at: number,
) => readonly GroupSample[] | undefined;

/** Facts as rows of a table. */
export interface FactTable<F extends AnyFact> {
  /** The column that says what the rows are. */
  readonly column: string;
  /** Further columns; all others are attributes. */
  readonly columns: readonly string[];
  readonly read: (row: FactRow) => Omit<F, keyof AnyFact>;
  /** What a fact gets besides. */
  readonly finish?: (fact: F) => F;
}

/** One row of a table. Readers throw an error with the row, the column and the expectation. */
export interface FactRow {
  readonly cells: ReadonlyMap<string, string>;
  text(column: string): string;
  /** Undefined for an empty cell. */
  number(column: string): number | undefined;
  needed(column: string): number;
  choice<const T extends string>(column: string, values: readonly T[], fallback: T): T;
}

/** The labels of the group to which a fact belongs; an attribute that it lacks is empty. */
export function labelsOf({ attributes }: AnyFact, groupBy: readonly string[]): Labels {
  return Object.fromEntries(groupBy.map((name) => [name, labelOf(attributes, name) ?? ""]));
}

/** The attribute that names the service. */
export const serviceKey = "service.name";

/** Facts from `from` up to and without `to`, of facts in the order of time. */
export function between<F extends AnyFact>(facts: readonly F[], from: number, to: number): readonly F[] {
  return facts.slice(firstFrom(facts, from), firstFrom(facts, to));
}

/** Index of the first fact at or after `at`. */
function firstFrom(facts: readonly AnyFact[], at: number): number {
  let [low, high] = [0, facts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (facts[middle]!.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
