// The library's own code throws, at one of its functions at a time: the application answers as before, calls its functions as often, and the
// error is counted. A function that throws stands for any mistake in it, and in what it calls.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom, pick } from "../../../../tools/planted-faults/random.ts";
import { isAway } from "../calls/services.ts";
import { type Answer, type Application, type Seen, startApplication } from "./running.ts";

const isWithout = (await isAway("PostgreSQL")) || (await isAway("Redis"));

/** A value that throws when it is read is expected there: it is read again, or written as `[unreadable]`. */
const uncounted = /^(?:redaction\/|engine\/attributes\/attribute-list\.ts)/;

const maxRounds = 5;

describe.skipIf(isWithout)("own code that throws", () => {
  let application: Application;
  let answers: readonly Answer[];
  let usual: Seen;

  async function begin(): Promise<void> {
    application = await startApplication();
    // connections are made, and what is made once is
    await application.answers();
    await application.next();
    answers = await application.answers();
    usual = await application.next();
  }
  beforeAll(begin);
  afterAll(async () => application.stop());

  /** `count` of the places that requests reach, each once. */
  function chosen(seed: number, count: number): readonly string[] {
    const random = createRandom(seed);
    const places = new Set(usual.reached.map(([place]) => place).toSorted());
    return Array.from({ length: count }, () => {
      const place = pick([...places], random);
      places.delete(place);
      return place;
    });
  }

  /** What happens in the application while `place` throws, and how often that was. */
  async function happens(place: string): Promise<{ times: number; found: readonly unknown[] }> {
    const before = ownErrors(await application.next(place));
    const given = await application.answers();
    const seen = await application.next();
    // what was begun under the fault ends
    await application.answers();
    await application.next();
    const times = seen.reached.find(([name]) => name === place)?.[1] ?? 0;
    const isCounted = ownErrors(seen) > before || uncounted.test(place);
    const found = [
      ...given.filter((answer, index) => JSON.stringify(answer) !== JSON.stringify(answers[index])),
      ...Object.keys(usual.calls).flatMap((name) =>
        seen.calls[name] === usual.calls[name] ? [] : [`${name}: called ${seen.calls[name]} times`],
      ),
      ...seen.uncaught,
      ...(times > 0 && !isCounted ? ["nothing was counted"] : []),
    ];
    return { times, found };
  }

  /** What differs from an application without a fault while `place` throws. */
  async function differences(place: string): Promise<readonly unknown[]> {
    const all: unknown[] = [];
    // timers and exports do not reach all their places each time, and what an earlier fault has ended not at all
    for (let round = 0; round < maxRounds; round++) {
      if (round === maxRounds - 2) {
        await application.stop();
        await begin();
      }
      const seen = await happens(place);
      all.push(...seen.found.map((difference) => ({ place, difference })));
      if (seen.times > 0) return all;
    }
    return [...all, { place, difference: "was not reached" }];
  }

  test("the application answers, and reaches hundreds of places", () => {
    expect(answers.map(({ status }) => status)).toEqual([200, 201, 500, 200, 500, 500, 404]);
    expect(usual.uncaught).toEqual([]);
    expect(usual.reached.length).toBeGreaterThan(500);
  });

  test.each([
    { seed: 1, count: 40, tags: ["extended"] },
    { seed: 2, count: 40, tags: ["extended"] },
    { seed: 3, count: 5, tags: [] },
  ])(
    "at $count places of seed $seed: answers, calls and processes as before",
    { timeout: 600_000 },
    async ({ seed, count }) => {
      const all: unknown[] = [];
      for (const place of chosen(seed, count)) all.push(...(await differences(place)));
      expect(all).toEqual([]);
    },
  );
});

/** How often an error of the library's own was counted. */
function ownErrors({ reports }: Seen): number {
  return Object.entries(reports).reduce(
    (total, [code, count]) => (/^internal_error$|_failed$/.test(code) ? total + count : total),
    0,
  );
}
