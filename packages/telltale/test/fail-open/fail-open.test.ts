// The library's own code throws, at one of its functions at a time: the application answers as before, calls its functions as often, and the
// error is counted. A function that throws stands for any mistake in it, and in what it calls.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom, pick } from "../../../../tools/planted-faults/random.ts";
import { isAway } from "../calls/services.ts";
import { type Answer, type Application, type Seen, startApplication } from "./running.ts";

const isWithout = (await isAway("PostgreSQL")) || (await isAway("Redis"));

/** A value that throws when it is read is expected there: it is read again, or written as `[unreadable]`. */
const uncounted = /^(?:redaction\/|engine\/(?:attributes\/attribute-list|errors\/error-form)\.ts)/;

/** A place that a busy machine reaches now and then needs some of them. */
const maxRounds = 40;
const roundsOfApplication = 10;

describe.skipIf(isWithout)("own code that throws", () => {
  let application: Application;
  let answers: readonly Answer[];
  let usual: Seen;
  /** Places that requests reach time and again: not those of what is made once, or of a name that is new. */
  let places: ReadonlySet<string>;

  async function begin(): Promise<void> {
    application = await startApplication();
    // connections are made, and what is made once is
    await application.answers();
    await application.next();
    const earlier = await round();
    answers = earlier.answers;
    usual = (await round()).seen;
    const again = placesOf(usual);
    places = new Set([...placesOf(earlier.seen)].filter((place) => again.has(place)));
  }

  /** Sends each request once, while nothing is planted but what was before. */
  async function round(): Promise<{ answers: readonly Answer[]; seen: Seen }> {
    const given = await application.answers();
    return { answers: given, seen: await application.next() };
  }

  beforeAll(begin);
  afterAll(async () => application.stop());

  /** `count` of the places, each once. */
  function chosen(seed: number, count: number): readonly string[] {
    const random = createRandom(seed);
    const left = new Set([...places].toSorted());
    return Array.from({ length: count }, () => {
      const place = pick([...left], random);
      left.delete(place);
      return place;
    });
  }

  /** What happens in the application while `place` throws, and how often that was. */
  async function happens(place: string): Promise<{ times: number; found: readonly unknown[] }> {
    const before = ownErrors(await application.next(place));
    const { answers: given, seen } = await round();
    // what was begun under the fault ends
    await round();
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
    for (let at = 0; at < maxRounds; at++) {
      if (at > 0 && at % roundsOfApplication === 0) {
        await application.stop();
        await begin();
      }
      const seen = await happens(place);
      all.push(...seen.found.map((difference) => ({ place, difference })));
      if (seen.times > 0) return all;
    }
    // a busy machine reaches other places than an idle one: without the fault, too
    const isReached = placesOf((await round()).seen).has(place);
    return isReached ? [...all, { place, difference: "was not reached" }] : all;
  }

  test("the application answers, and reaches hundreds of places", () => {
    expect(answers.map(({ status }) => status)).toEqual([200, 201, 500, 200, 500, 500, 404]);
    expect(usual.uncaught).toEqual([]);
    expect(places.size).toBeGreaterThan(500);
  });

  for (const { seed, count, tags } of [
    { seed: 1, count: 40, tags: ["extended"] },
    { seed: 2, count: 40, tags: ["extended"] },
    { seed: 3, count: 5, tags: [] },
  ])
    test(
      `at ${count} places of seed ${seed}: answers, calls and processes as before`,
      {
        timeout: 600_000,
        tags,
      },
      async () => {
        const all: unknown[] = [];
        for (const place of chosen(seed, count)) all.push(...(await differences(place)));
        expect(all).toEqual([]);
      },
    );
});

function placesOf({ reached }: Seen): ReadonlySet<string> {
  return new Set(reached.map(([place]) => place));
}

/** How often an error of the library's own was counted. */
function ownErrors({ reports }: Seen): number {
  return Object.entries(reports).reduce(
    (total, [code, count]) => (/^internal_error$|_failed$|_unreadable$/.test(code) ? total + count : total),
    0,
  );
}
