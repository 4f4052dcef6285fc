// Points out of minutes of sampled telemetry: values before sampling, and evidence that is not more than what is stored.
import { expect, test } from "vitest";
import { newPending, type Pending, toPoint } from "./points.ts";
import type { MinuteRow } from "./subjects.ts";

const row = (more: Partial<MinuteRow>): MinuteRow => ({
  tenant: "",
  kind: "service",
  service: "shop",
  environment: "",
  name: "",
  time: 0,
  volume: 100,
  total: 100,
  part: 0,
  durations: {},
  ...more,
});

test("a share of errors is the one before sampling, with as much evidence as is stored of both", () => {
  // all errors are stored, and one in ten of the others
  const kept = toPoint(
    "errors",
    newPending(),
    0,
    row({ total: 110, part: 10, volume: 1010, estimatedPart: 10 }),
  );
  expect(kept?.value).toBeCloseTo(10 / 1010, 12);
  expect(kept!.total).toBeLessThanOrEqual(110);
  expect(kept!.part / kept!.total).toBeCloseTo(10 / 1010, 12);
  // one in ten errors is stored: ten of them are the evidence, not a hundred
  const rare = toPoint(
    "errors",
    newPending(),
    0,
    row({ total: 910, part: 10, volume: 1000, estimatedPart: 100 }),
  );
  expect(rare?.value).toBeCloseTo(0.1, 12);
  expect(rare!.part).toBeCloseTo(10, 9);
});

test("without sampling the evidence is what was counted", () => {
  expect(
    toPoint("errors", newPending(), 0, row({ total: 30, part: 7, volume: 30, estimatedPart: 7 })),
  ).toMatchObject({
    value: 7 / 30,
    total: 30,
    part: 7,
  });
  expect(
    toPoint("completion", newPending(), 0, row({ kind: "transaction", total: 30, part: 29 })),
  ).toMatchObject({
    value: 29 / 30,
    total: 30,
    part: 29,
  });
});

test("a percentile is the one before sampling, once enough durations are stored", () => {
  const pending = newPending();
  const minute = row({ total: 39, volume: 3_900, estimatedPart: 0, durations: { 80: 3_800, 100: 100 } });
  expect(toPoint("p95", pending, 0, minute)).toBeUndefined();
  const point = toPoint("p95", pending, 60_000, minute);
  expect(point?.total).toBe(78);
  // 97 % are in the lower bucket, whatever is stored of it
  expect(point!.value).toBeLessThan(2 ** 20.25 / 1e6);
});

test("continues what a version counted that knew no weights", () => {
  const pending: Pending = { since: 60_000, total: 20, part: 10, durations: {} };
  const point = toPoint(
    "errors",
    pending,
    120_000,
    row({ total: 20, part: 10, volume: 180, estimatedPart: 90 }),
  );
  expect(point?.value).toBeCloseTo(0.5, 12);
  expect(pending).toEqual(newPending());
});
