import { expect, test, vi } from "vitest";
import { type Leadership, startLeader } from "./leader.ts";
import type { Lease } from "./lease.ts";

function createFakeLease() {
  let held = false;
  let term = 1;
  const lease: Lease = {
    isHeld: () => held,
    term: () => (held ? term : undefined),
    step: async () => held,
    release: vi.fn<() => Promise<void>>(async () => undefined),
  };
  return {
    lease,
    hold: (value: boolean) => (held = value),
    /** As of a process that was paused: it was lost meanwhile, and won again at once. */
    winAgain: () => (term += 1),
  };
}

test("works while the lease is held, stops when it is lost, and gives it up at the end", async () => {
  const { lease, hold } = createFakeLease();
  const changes: boolean[] = [];
  let runs = 0;
  let aborted = 0;
  const leader = startLeader({
    lease,
    stepMs: 5,
    onChange: (isLeader) => changes.push(isLeader),
    jobs: [
      {
        name: "count",
        everyMs: 1,
        run: async (signal) => {
          runs += 1;
          signal.addEventListener("abort", () => (aborted += 1), { once: true });
        },
      },
    ],
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(runs).toBe(0);
  hold(true);
  await expect.poll(() => runs).toBeGreaterThan(2);
  expect(leader.isLeader).toBe(true);
  hold(false);
  await expect.poll(() => changes).toEqual([true, false]);
  expect(aborted).toBeGreaterThan(0);
  expect(leader.isLeader).toBe(false);
  hold(true);
  await expect.poll(() => changes).toEqual([true, false, true]);
  await leader.stop();
  expect(changes).toEqual([true, false, true, false]);
  expect(lease.release).toHaveBeenCalledOnce();
});

test("a lease that cannot be looked after in time stops the work, though the look still waits", async () => {
  const { lease, hold } = createFakeLease();
  hold(true);
  let looks = 0;
  const stuck: Lease = {
    ...lease,
    step: async () => (++looks > 1 ? new Promise<boolean>(() => undefined) : true),
  };
  let signal: AbortSignal | undefined;
  startLeader({
    lease: stuck,
    stepMs: 5,
    jobs: [{ name: "wait", everyMs: 1, run: async (given) => void (signal = given) }],
  });
  await expect.poll(() => looks).toBe(2);
  hold(false);
  await expect.poll(() => signal?.aborted).toBe(true);
});

test("without others there is nothing to wait for; a job that fails is reported and retried", async () => {
  const errors: string[] = [];
  let runs = 0;
  const leader = startLeader({
    lease: undefined,
    stepMs: 5,
    onError: (what, error) => errors.push(`${what}: ${error.message}`),
    jobs: [
      {
        name: "fail",
        everyMs: 1,
        run: async () => {
          runs += 1;
          if (runs === 1) throw new Error("not now");
        },
      },
    ],
  });
  await expect.poll(() => runs).toBeGreaterThan(1);
  expect(errors).toEqual(["fail: not now"]);
  await leader.stop();
});

test("a lease that was lost and won again between two looks is another leadership: the work begins anew", async () => {
  const { lease, hold, winAgain } = createFakeLease();
  hold(true);
  const changes: boolean[] = [];
  const terms: number[] = [];
  const ended: number[] = [];
  const leader = startLeader({
    lease,
    stepMs: 5,
    onChange: (isLeader) => changes.push(isLeader),
    jobs: [
      {
        name: "count",
        everyMs: 1,
        async run(signal, { term }) {
          if (terms.at(-1) === term) return;
          terms.push(term);
          signal.addEventListener("abort", () => ended.push(term), { once: true });
        },
      },
    ],
  });
  await expect.poll(() => terms).toEqual([1]);
  winAgain();
  await expect.poll(() => terms).toEqual([1, 2]);
  expect(changes).toEqual([true, false, true]);
  expect(ended).toEqual([1]);
  await leader.stop();
});

test("a leadership is over when the lease is, though nothing has aborted it yet", async () => {
  const { lease, hold } = createFakeLease();
  hold(true);
  let leadership: Leadership | undefined;
  const leader = startLeader({
    lease,
    stepMs: 60_000,
    jobs: [{ name: "wait", everyMs: 1, run: async (_, given) => void (leadership = given) }],
  });
  await expect.poll(() => leadership?.isHeld()).toBe(true);
  hold(false);
  expect([leadership!.isHeld(), leadership!.signal.aborted]).toEqual([false, false]);
  await leader.stop();
});
