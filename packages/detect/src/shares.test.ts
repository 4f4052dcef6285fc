// Shares: a side that does not matter, an accepted level, and another clock.
import { expect, test } from "vitest";
import { poisson, seeded } from "./random.fixture.ts";
import { acceptShares, createShareDetector, type ShareState } from "./shares.ts";

const [minuteMs, hourMs] = [60_000, 3_600_000];
const start = Date.UTC(2026, 9, 5);
const detector = createShareDetector({ windowMs: minuteMs });

function run(
  state: ShareState,
  share: number,
  from: number,
  to: number,
  seed = 1,
  watching = detector,
): void {
  const random = seeded(seed);
  for (let minute = from * 60; minute < to * 60; minute++) {
    const count = poisson(10, random);
    let part = 0;
    for (let entry = 0; entry < count; entry++) if (random() < share) part++;
    watching.step(state, start + (minute + 1) * minuteMs, part, count);
  }
}

test.each([
  { direction: "below", other: 0.95, hours: 30, fault: 0.4 },
  { direction: "above", other: 0.3, hours: 30, fault: 0.95 },
  { direction: "below", other: 0.95, hours: 3, fault: 0.5 },
  { direction: "above", other: 0.3, hours: 3, fault: 0.95 },
] as const)(
  "$direction: after $hours hours at a share of $other, one of $fault is found",
  ({ direction, other, hours, fault }) => {
    const watching = createShareDetector({ windowMs: minuteMs, direction });
    const state = watching.start();
    run(state, 0.7, 0, 48, 1, watching);
    run(state, other, 48, 48 + hours, 2, watching);
    run(state, fault, 48 + hours, 50 + hours, 3, watching);
    const { change } = state.evidence;
    expect(change!.alternative < 1).toBe(direction === "below");
    expect(change!.foundAt).toBeGreaterThan(start + (48 + hours) * hourMs);
  },
);

test.each([
  { direction: "below", other: 0.97 },
  { direction: "above", other: 0.2 },
] as const)(
  "$direction: the end of 30 hours at a share of $other is not a change",
  ({ direction, other }) => {
    const watching = createShareDetector({ windowMs: minuteMs, direction });
    const state = watching.start();
    run(state, 0.7, 0, 48, 1, watching);
    run(state, other, 48, 78, 2, watching);
    for (let hour = 78; hour < 120; hour++) {
      run(state, 0.7, hour, hour + 1, hour, watching);
      expect(state.evidence.change).toBeNull();
    }
  },
);

test("a clock that was put back blinds no longer than a window", () => {
  const state = detector.start();
  run(state, 0.9, 0, 48);
  detector.step(state, start + 24 * hourMs, 9, 10);
  expect(state.at).toBe(start + 24 * hourMs);
  run(state, 0.4, 24, 24.5);
  expect(state.evidence.change!.since).toBeGreaterThan(start + 23.9 * hourMs);
  const { since } = state.evidence.change!;
  detector.step(state, start + 5 * hourMs, 4, 10);
  expect(start + 5 * hourMs - state.evidence.change!.since).toBe(start + 24.5 * hourMs + minuteMs - since);
});

test.each([0, 0.02, 0.5, 0.98])("a share of %d that is accepted is the usual one", (share) => {
  const state = detector.start();
  run(state, share > 0.9 ? 0.5 : 0.9, 0, 48);
  run(state, share, 48, 50, 2);
  expect(state.evidence.change).not.toBeNull();
  acceptShares(state);
  run(state, share, 50, 90, 3);
  expect(state.evidence.change).toBeNull();
  expect(detector.band(state, 10)!.expected).toBeCloseTo(share, 1);
});
