// Leases among simulated processes: a store that answers late, clocks that show anything and run at different speeds, processes that
// die or stand still at any moment.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Claim, type Claims, createLease, type Lease } from "./lease.ts";

const ttlMs = 10_000;
const quietMs = 400;
/** Many more have been tried than each time: `TELLTALE_LEASE_RUNS=20000`. */
const numRuns = Number(process.env["TELLTALE_LEASE_RUNS"] ?? 300);

/** True time, in which things happen in order. */
function createWorld() {
  const events: { at: number; resolve: () => void }[] = [];
  const rows = new Map<string, Claim>();
  let now = 0;

  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => events.push({ at: now + ms, resolve }));

  async function run(untilMs: number, look: () => void): Promise<void> {
    for (;;) {
      // Everything that follows from the last event without waiting.
      for (let turn = 0; turn < 30; turn++) await Promise.resolve();
      look();
      events.sort((a, b) => a.at - b.at);
      const next = events.shift();
      if (next === undefined || next.at > untilMs) return;
      now = next.at;
      next.resolve();
    }
  }

  /** The store as one process sees it: a request takes effect somewhere between being sent and being answered. */
  function claimsWith(latencyMs: () => number): Claims {
    return {
      async newest() {
        await wait(latencyMs());
        const term = Math.max(0, ...[...rows.values()].map((row) => row.term));
        const found = [...rows.values()].filter((row) => row.term === term);
        await wait(latencyMs());
        return found;
      },
      async write(claim) {
        await wait(latencyMs());
        const key = `${claim.term} ${claim.holder}`;
        if ((rows.get(key)?.beat ?? 0) < claim.beat) rows.set(key, claim);
        await wait(latencyMs());
      },
    };
  }
  return { wait, run, claimsWith, now: () => now, forget: () => rows.clear() };
}

interface Process {
  readonly lease: Lease;
  isDead: boolean;
}

const processes = fc.array(
  fc.record({
    startMs: fc.integer({ min: 0, max: 5000 }),
    offsetMs: fc.integer({ min: -1e9, max: 1e9 }),
    rate: fc.double({ min: 0.95, max: 1.05, noNaN: true }),
    latencies: fc.array(
      fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 0, max: 80 }) },
        fc.integer({ min: 0, max: 20_000 }),
      ),
      { minLength: 1, maxLength: 40 },
    ),
    diesMs: fc.option(fc.integer({ min: 0, max: 60_000 })),
    releasesAt: fc.option(fc.integer({ min: 1, max: 15 })),
  }),
  { minLength: 2, maxLength: 4 },
);

test("at no time do two hold it, whatever the clocks show and however late the store answers", async () => {
  await fc.assert(
    fc.asyncProperty(processes, async (described) => {
      const world = createWorld();
      const running: Process[] = described.map(
        ({ startMs, offsetMs, rate, latencies, diesMs, releasesAt }, index) => {
          let asked = 0;
          const own: Process = {
            isDead: false,
            lease: createLease({
              claims: world.claimsWith(() => latencies[asked++ % latencies.length]!),
              holder: `p${index}`,
              ttlMs,
              quietMs,
              nowMs: () => world.now() * rate + offsetMs,
              sleep: (ms) => world.wait(ms / rate),
            }),
          };
          void (async () => {
            await world.wait(startMs);
            for (let step = 1; !own.isDead; step++) {
              await own.lease.step();
              if (step === releasesAt) await own.lease.release();
              await world.wait(2000);
            }
          })();
          if (diesMs !== null) void world.wait(diesMs).then(() => (own.isDead = true));
          return own;
        },
      );
      await world.run(120_000, () => {
        const holding = running.filter(({ lease, isDead }) => !isDead && lease.isHeld());
        expect(holding.length).toBeLessThan(2);
      });
    }),
    { numRuns },
  );
}, 600_000);

function createPair() {
  const world = createWorld();
  const [first, second] = ["a", "b"].map((holder) =>
    createLease({
      claims: world.claimsWith(() => 5),
      holder,
      ttlMs,
      quietMs,
      nowMs: world.now,
      sleep: world.wait,
    }),
  ) as [Lease, Lease];
  const step = async (lease: Lease): Promise<boolean> => {
    let held: boolean | undefined;
    void lease.step().then((result) => (held = result));
    await world.run(world.now() + 2000, () => undefined);
    return held!;
  };
  const pass = async (ms: number): Promise<void> => {
    void world.wait(ms);
    await world.run(world.now() + ms, () => undefined);
  };
  return { first, second, step, pass, world };
}

test("the first one gets it and keeps it while it gives signs of life; the other one waits", async () => {
  const { first, second, step, pass } = createPair();
  expect(await step(first)).toBe(true);
  for (let beat = 0; beat < 10; beat++) {
    expect(await step(second)).toBe(false);
    await pass(3000);
    expect(await step(first)).toBe(true);
  }
});

test("it is taken over from one that is silent for the whole time, not before", async () => {
  const { first, second, step, pass } = createPair();
  expect(await step(first)).toBe(true);
  expect(await step(second)).toBe(false);
  await pass(ttlMs - 1000);
  expect(first.isHeld()).toBe(false);
  expect(await step(second)).toBe(false);
  await pass(1000);
  expect(await step(second)).toBe(true);
  expect(await step(first)).toBe(false);
});

test("one that is given up is free at once", async () => {
  const { first, second, step, pass } = createPair();
  expect(await step(first)).toBe(true);
  void first.release();
  await pass(100);
  expect(first.isHeld()).toBe(false);
  expect(await step(second)).toBe(true);
});

test("a holder knows its term, which counts up with each holder", async () => {
  const { first, second, step, pass } = createPair();
  expect(await step(first)).toBe(true);
  expect([first.term(), second.term()]).toEqual([1, undefined]);
  void first.release();
  await pass(100);
  expect(await step(second)).toBe(true);
  expect([first.term(), second.term()]).toEqual([undefined, 2]);
  await pass(ttlMs);
  expect(second.term()).toBeUndefined();
});

test("claims that the store has lost do not free the lease, and its terms go on", async () => {
  const { first, second, step, pass, world } = createPair();
  expect(await step(first)).toBe(true);
  expect(await step(second)).toBe(false);
  world.forget();
  expect(await step(second)).toBe(false);
  await pass(ttlMs);
  expect(await step(second)).toBe(true);
  expect(second.term()).toBe(2);
});
