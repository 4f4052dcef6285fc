import type { ActivityError, BusinessEvent, LogRecord, TraceSummary } from "contract";
import fc from "fast-check";
import { expect, test } from "vitest";

import { countKinds, toEntries } from "./activity-entries.ts";

const times = fc.array(fc.bigInt(0n, 10n ** 19n), { maxLength: 8 });
const event = (timeNs: bigint, at: number): BusinessEvent =>
  ({ uid: `e${at}`, timeNs: String(timeNs), traceId: "" }) as BusinessEvent;
const trace = (startNs: bigint, at: number): TraceSummary =>
  ({ traceId: `t${at}`, startNs: String(startNs) }) as TraceSummary;
const error = (timeNs: bigint, at: number): ActivityError =>
  ({ fingerprint: "f", timeNs: String(timeNs), traceId: `t${at}` }) as ActivityError;
const log = (timeNs: bigint, at: number): LogRecord =>
  ({ id: `l${at}`, timeNs: String(timeNs), traceId: `t${at}` }) as LogRecord;

test("has everything once, in order of time to the nanosecond", () => {
  fc.assert(
    fc.property(times, times, times, times, (records, traces, errors, logs) => {
      const entries = toEntries(records.map(event), {
        traces: traces.map(trace),
        errors: errors.map(error),
        logs: logs.map(log),
      });
      expect(countKinds(entries)).toEqual({
        record: records.length,
        trace: traces.length,
        error: errors.length,
        log: logs.length,
      });
      expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
      entries.slice(1).forEach((entry, at) => {
        expect(BigInt(entries[at]!.timeNs) <= BigInt(entry.timeNs)).toBe(true);
      });
    }),
    { seed: 19 },
  );
});

test("puts a trace before what happened at its start", () => {
  const entries = toEntries([event(1n, 0)], { traces: [trace(1n, 0)], errors: [error(1n, 0)], logs: [] });
  expect(entries.map(({ kind }) => kind)).toEqual(["trace", "record", "error"]);
});
