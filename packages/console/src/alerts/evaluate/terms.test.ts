import fc from "fast-check";
import { expect, test } from "vitest";
import { nextTerm, readTerm, type Term } from "./terms.ts";

const rounds = 2 ** 32;
const numberOf = ({ begun }: Term): number => begun / rounds;

test("the first term is that of the lease, and begins above all rounds before it", () => {
  expect(nextTerm(undefined, 7, 57)).toEqual({
    begun: 7 * rounds,
    lease: 7,
    base: 0,
    ends: [57],
    unjudged: 0,
  });
  expect(nextTerm(undefined, 0, 0)).toEqual({ begun: rounds, lease: 0, base: 1, ends: [], unjudged: 0 });
});

test("a term names the last round that counts of each term before", () => {
  const second = nextTerm(nextTerm(undefined, 1, 0), 2, rounds + 5);
  const third = nextTerm(second, 4, 2 * rounds);
  expect(third).toMatchObject({ begun: 4 * rounds, ends: [rounds + 5, 2 * rounds] });
});

test("keeps the ends of the last 200 terms; rounds of those before count", () => {
  let term = nextTerm(undefined, 1, 0);
  for (let lease = 2; lease <= 300; lease += 1) term = nextTerm(term, lease, (lease - 1) * rounds + 9);
  expect(term.ends).toHaveLength(200);
  expect(term.ends.at(-1)).toBe(299 * rounds + 9);
  expect(term.unjudged).toBe(99 * rounds + 9);
  expect(nextTerm(term, 301, 300 * rounds).unjudged).toBe(100 * rounds + 9);
});

test("a store that loses its leases, or moves to another engine, never gets an older term", () => {
  const leases = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 })), { minLength: 2 });
  fc.assert(
    fc.property(leases, (terms) => {
      let term: Term | undefined;
      for (const lease of terms) {
        const next = nextTerm(term, lease, term?.begun ?? 0);
        expect(numberOf(next)).toBeGreaterThan(term === undefined ? 0 : numberOf(term));
        term = next;
      }
    }),
  );
});

test("of two that read the same term, the one with the higher lease has the higher term", () => {
  const lease = fc.integer({ min: 1, max: 1_000 });
  fc.assert(
    fc.property(lease, lease, fc.integer({ min: 1, max: 1_000 }), (before, first, more) => {
      // leases that were lost begin at the first; as many elections as before, to the one, are another matter
      fc.pre(first > before || first + more <= before);
      const read = nextTerm(undefined, before, 0);
      expect(numberOf(nextTerm(read, first + more, 0))).toBeGreaterThan(numberOf(nextTerm(read, first, 0)));
    }),
  );
});

test.each([undefined, "last", { begun: 1 }, { begun: "1", lease: 1, base: 0, ends: [], unjudged: 0 }])(
  "%j is the record of no term",
  (value) => {
    expect(readTerm(value)).toBeUndefined();
  },
);

test("a record is read as it was written", () => {
  const term = nextTerm(nextTerm(undefined, 3, 12), 5, 3 * rounds + 2);
  expect(readTerm(JSON.parse(JSON.stringify(term)))).toEqual(term);
});
