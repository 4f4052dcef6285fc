// Terms: the rounds of each leader have higher versions than those of all leaders before. The record of a term says which rounds before it
// count. What a former leader has stored later than that does not: it is as if its insert had never arrived (docs/adr/072).

/** The record of the newest term. All numbers but `lease` and `base` are versions of rounds. */
export interface Term {
  /** The version with which the term began. */
  readonly begun: number;
  /** The term of the lease; 0 where no other console can use the store. */
  readonly lease: number;
  /** What is added to terms of the lease. They begin anew when its claims are lost. */
  readonly base: number;
  /** The last version of each term before that counts, ascending. A term without one has no rounds that count. */
  readonly ends: readonly number[];
  /** Versions up to here count: their terms are no longer among `ends`. */
  readonly unjudged: number;
}

const roundsOfTerm = 2 ** 32;
/** Terms whose late rounds are recognized. */
const mostEnds = 200;

/**
 * The term that follows `before`, in which `last` is the highest version that counts. The caller must hold the lease `lease` after it has
 * read both: then the console that wins the lease later gets a higher term, whether or not this one is stored in time.
 */
export function nextTerm(before: Term | undefined, lease: number, last: number): Term {
  const number = termAfter(before, lease);
  const all = last === 0 ? [] : [...(before?.ends ?? []), last];
  const ends = all.slice(-mostEnds);
  return {
    begun: number * roundsOfTerm,
    lease,
    base: number - lease,
    ends,
    unjudged: all[all.length - ends.length - 1] ?? before?.unjudged ?? 0,
  };
}

function termAfter(before: Term | undefined, lease: number): number {
  if (before === undefined) return Math.max(1, lease);
  if (lease > before.lease) return before.base + lease;
  return before.begun / roundsOfTerm + Math.max(1, lease);
}

/** Reads the body of a record; undefined for any other text. */
export function readTerm(value: unknown): Term | undefined {
  const { begun, lease, base, ends, unjudged } = (value ?? {}) as Partial<Term>;
  const numbers = [begun, lease, base, unjudged, ...(Array.isArray(ends) ? ends : [undefined])];
  return numbers.every((one) => Number.isSafeInteger(one)) ? (value as Term) : undefined;
}
