import * as fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { vi } from "vitest";
import { BufferedTrace } from "../../engine/tail-buffer/buffered-trace.ts";
import { createSelection } from "./selection.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const trace = (t3: number): BufferedTrace => new BufferedTrace({ t0: 0, t1: 0, t2: 0, t3 }, 0);

test("keeps those with the most randomness, each above the threshold that the best loser sets, and notifies each once", () => {
  const comer = fc.record({ part: fc.nat(2), randomness: fc.bigInt({ min: 0n, max: (1n << 56n) - 1n }) });
  const setting = fc.record({
    most: fc.integer({ min: 1, max: 8 }),
    shares: fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5)),
  });
  fc.assert(
    fc.property(setting, fc.array(comer, { maxLength: 60 }), ({ most, shares }, comers) => {
      const reported = new Map<BufferedTrace, bigint | undefined>();
      const parts = shares.map((share) => ({ share, most }));
      const selection = createSelection({ most, windowMs: 1000, parts }, (one, threshold) => {
        expect(reported.has(one)).toBe(false);
        reported.set(one, threshold);
      });
      const all = comers.map((one, at) => ({ ...one, trace: trace(at), won: false, lost: false }));
      for (const one of all) one.lost = !selection.enter(one.trace, one.part, one.randomness);
      expect(selection.waiting()).toBeLessThanOrEqual(most);
      vi.advanceTimersByTime(1000);
      expect(selection.waiting()).toBe(0);
      const won = all.filter((one) => reported.get(one.trace) !== undefined);
      expect(won.length).toBe(Math.min(most, all.length));
      for (const one of all) expect(reported.has(one.trace)).toBe(!one.lost);
      for (const part of [0, 1, 2]) {
        const losers = all.filter((one) => one.part === part && reported.get(one.trace) === undefined);
        const best = losers.reduce((high, { randomness }) => (randomness > high ? randomness : high), -1n);
        for (const one of won.filter((winner) => winner.part === part)) {
          expect(one.randomness).toBeGreaterThanOrEqual(best);
          expect(reported.get(one.trace)).toBe(one.randomness > best ? best + 1n : best);
        }
      }
    }),
  );
});

test("a withdrawn one is not notified, and frees its slot", () => {
  const reported: BufferedTrace[] = [];
  const parts = [{ share: 1, most: 1 }];
  const selection = createSelection({ most: 1, windowMs: 1000, parts }, (one) => void reported.push(one));
  const [one, other] = [trace(1), trace(2)];
  expect(selection.enter(one, 0, 5n)).toBe(true);
  selection.withdraw(one);
  expect(selection.enter(other, 0, 3n)).toBe(true);
  selection.close();
  expect(reported).toEqual([other]);
});

test("of two with the same randomness one wins, at a threshold it reaches", () => {
  const reported = new Map<BufferedTrace, bigint | undefined>();
  const selection = createSelection(
    { most: 1, windowMs: 1000, parts: [{ share: 1, most: 1 }] },
    (one, threshold) => void reported.set(one, threshold),
  );
  const [one, other] = [trace(1), trace(2)];
  selection.enter(one, 0, 11n);
  selection.enter(other, 0, 11n);
  selection.close();
  expect([...reported.values()].filter((threshold) => threshold !== undefined)).toEqual([11n]);
});

test("an error of the callback for one winner loses no other, and the next window begins", () => {
  const reported: BufferedTrace[] = [];
  const parts = [{ share: 2, most: 2 }];
  const failing = trace(1);
  const selection = createSelection({ most: 2, windowMs: 1000, parts }, (one) => {
    if (one === failing) throw new Error("planted");
    reported.push(one);
  });
  const [other, next] = [trace(2), trace(3)];
  selection.enter(failing, 0, 5n);
  selection.enter(other, 0, 3n);
  vi.advanceTimersByTime(1000);
  expect(reported).toEqual([other]);
  expect(selection.enter(next, 0, 1n)).toBe(true);
  vi.advanceTimersByTime(1000);
  expect(reported).toEqual([other, next]);
});
