import { expect, test } from "vitest";
import { createLeapWatch } from "./leap-watch.ts";

const hour = 3_600_000;
const day = 24 * hour;

function setUp(lastSeenMs?: number) {
  const clock = { now: 1_000 * day, steady: 5 };
  const watch = createLeapWatch({ nowMs: () => clock.now, steadyMs: () => clock.steady, lastSeenMs });
  return {
    watch,
    pass(ms: number) {
      clock.now += ms;
      clock.steady += ms;
    },
    set(ms: number) {
      clock.now += ms;
    },
  };
}

test("time that passes is no leap, nor is a small correction", () => {
  const { watch, pass, set } = setUp();
  pass(100 * day);
  expect(watch.isDoubtful()).toBe(false);
  set(2 * day);
  expect(watch.isDoubtful()).toBe(false);
});

test("a leap is doubted for a day", () => {
  const { watch, pass, set } = setUp();
  set(2 * day + 1);
  expect(watch.isDoubtful()).toBe(true);
  pass(day - 1);
  expect(watch.isDoubtful()).toBe(true);
  pass(1);
  expect(watch.isDoubtful()).toBe(false);
});

test("a leap that is taken back is forgotten, and a clock that is set back is believed", () => {
  const { watch, set } = setUp();
  set(400 * day);
  expect(watch.isDoubtful()).toBe(true);
  set(-400 * day);
  expect(watch.isDoubtful()).toBe(false);
  set(-400 * day);
  expect(watch.isDoubtful()).toBe(false);
});

test.each([
  [2 * day, false],
  [2 * day + 1, true],
  [-day, false],
])("started %d ms after the last that is known: doubtful is %s", (ahead, doubtful) => {
  expect(setUp(1_000 * day - ahead).watch.isDoubtful()).toBe(doubtful);
});
