import { expect, test } from "vitest";
import { createKnownTime } from "./known-time.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const begin = 1_000 * day;

/** A store whose clock, rows and saved moment the test sets. */
function setUp({ saved, received }: { saved?: number; received?: number } = {}) {
  const state = { now: begin, saved, received, saves: 0, receipts: [] as number[] };
  const store = {
    read: async () => state.saved,
    async save(ms: number) {
      state.saved = ms;
      state.saves += 1;
    },
    newestReceivedMs: async () => state.received,
    countStretches: async (from: number, to: number) =>
      new Set(state.receipts.filter((ms) => ms > from && ms <= to).map((ms) => Math.floor(ms / (5 * minute))))
        .size,
  };
  /** The same again, as after a restart. */
  const restart = () => createKnownTime(store, () => state.now);
  return { state, restart, time: restart() };
}

test("an empty store begins with what the clock says", async () => {
  const { state, time } = setUp();
  expect(await time.look()).toBeUndefined();
  expect(state.saved).toBe(begin);
});

test.each([
  [day, false],
  [day + 1, true],
  [10 * day, true],
  [-10 * day, false],
])(
  "a clock %d ms past what was received last, in a store of before: in doubt is %s",
  async (ahead, doubtful) => {
    const { state, time } = setUp({ received: begin - ahead });
    expect((await time.look()) !== undefined).toBe(doubtful);
    expect(state.saved === undefined).toBe(Math.abs(ahead) > day);
  },
);

test("a day that passes minute by minute is believed, and saved every ten minutes", async () => {
  const { state, time } = setUp();
  for (const end = begin + 2 * day; state.now < end; state.now += minute)
    expect(await time.look()).toBeUndefined();
  expect(state.saves).toBe(2 * 24 * 6);
});

test("a doubt outlasts restarts and rows that were received by the wrong clock for less than an hour", async () => {
  const { state, restart, time } = setUp();
  await time.look();
  state.now += 10 * day;
  for (let start = 0; start < 6; start++) {
    state.receipts.push(state.now);
    state.received = state.now;
    expect(await restart().look()).toEqual({ knownMs: begin, clockMs: state.now });
    state.now += 5 * minute;
  }
});

test("an hour of data confirms the clock", async () => {
  const { state, time } = setUp();
  await time.look();
  state.now += 21 * day;
  let minutes = 0;
  for (; (await time.look()) !== undefined; minutes++) {
    state.receipts.push(state.now);
    state.now += minute;
  }
  expect(minutes).toBeGreaterThan(55);
  expect(minutes).toBeLessThan(66);
  expect(state.saved).toBe(state.now);
});

test("an operator confirms the clock, and a corrected clock needs no operator", async () => {
  const { state, time } = setUp();
  await time.look();
  state.now += 21 * day;
  expect(await time.look()).toBeDefined();
  state.now -= 21 * day;
  expect(await time.look()).toBeUndefined();
  state.now += 21 * day;
  expect(await time.confirm()).toBe(state.now);
  expect(await time.look()).toBeUndefined();
});

test("a clock that was set back keeps what is known, until an hour of data confirms it", async () => {
  const { state, time } = setUp();
  await time.look();
  state.now -= 10 * day;
  expect(await time.look()).toBeUndefined();
  expect(state.saved).toBe(begin);
  for (let n = 0; n < 12; n++) state.receipts.push(state.now - n * 5 * minute);
  expect(await time.look()).toBeUndefined();
  expect(state.saved).toBe(state.now);
});
