import { expect, test } from "vitest";
import { readStorage } from "./storage.ts";

test("nothing given leaves the store's defaults", () => {
  expect(readStorage({}, {})).toEqual({
    retention: {},
    maxSizeBytes: undefined,
    minFreeBytes: undefined,
    durable: false,
    endFailedChanges: false,
    nameLimits: {
      services: 2_000,
      operations: 20_000,
      environments: 100,
      versions: 20_000,
      metrics: 10_000,
      series: 100_000,
    },
  });
});

test("flags come before variables", () => {
  const env = {
    TELLTALE_CONSOLE_RETAIN: "spans=3d",
    TELLTALE_CONSOLE_MAX_SIZE: "50GB",
    TELLTALE_CONSOLE_MIN_FREE: "1.5 tb",
    TELLTALE_CONSOLE_DURABLE: "true",
    TELLTALE_CONSOLE_END_FAILED_CHANGES: "true",
    TELLTALE_CONSOLE_MAX_SERVICES: "50",
  };
  expect(
    readStorage({ retain: "logs=1d, business=36500", maxOperations: "1000000", maxSeries: "7" }, env),
  ).toEqual({
    retention: { logs: 1, business: 36_500 },
    maxSizeBytes: 50e9,
    minFreeBytes: 1.5e12,
    durable: true,
    endFailedChanges: true,
    nameLimits: {
      services: 50,
      operations: 1_000_000,
      environments: 100,
      versions: 20_000,
      metrics: 10_000,
      series: 7,
    },
  });
});

test("--retain takes any duration of whole days", () => {
  expect(readStorage({ retain: "spans=2w,logs=48h" }, {}).retention).toEqual({ spans: 14, logs: 2 });
});

test.each(["spans", "spans=0d", "spans=36501d", "spans=7h", "traces=7d", "spans=-1d", "spans=7d=400d"])(
  "--retain %s is refused",
  (retain) => {
    expect(() => readStorage({ retain }, {})).toThrow(/^Cannot use .*expected a kind \(spans, logs/);
  },
);

test.each(["0", "1000001", "-1", "many", "1e3"])("--max-services %s is refused", (maxServices) => {
  expect(() => readStorage({ maxServices }, {})).toThrow(
    /^Cannot use `--max-services .*expected a number from 1/,
  );
});

test.each(["0", "50XB", "-1GB", "GB", "0.0000000001k", "99999999TB"])(
  "--max-size %s is refused",
  (maxSize) => {
    expect(() => readStorage({ maxSize }, {})).toThrow(/^Cannot use `--max-size .*expected a size above 0/);
  },
);
