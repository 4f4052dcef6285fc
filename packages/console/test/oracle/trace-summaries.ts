// What a list says of a trace, by its spans.
import type { TraceSummary } from "contract";
import { expect } from "vitest";
import { now } from "../api/harness.ts";
import { idOf, toNs } from "./store.ts";
import type { RawSpan } from "./telemetry.ts";

export const hexOf = (name: string, bytes: number): string => Buffer.from(idOf(name, bytes)).toString("hex");

export interface Summary {
  readonly traceId: string;
  readonly root: string;
  readonly rootName: string;
  readonly rootService: string;
  readonly startNs: string;
  readonly durationNs: string;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly services: readonly string[];
}

export function toComparable({ values, ...summary }: TraceSummary): Summary {
  expect(values).toEqual({});
  return { ...summary, services: summary.services.toSorted() };
}

/** Of all spans of a trace. */
export function summarize(own: readonly RawSpan[]): Summary {
  const first = own.toSorted((a, b) => a.at - b.at)[0]!;
  const root = own.find(({ parent }) => parent === "");
  const starts = own.map(({ at }) => toNs(at));
  const ends = own.map(({ at, durationMs }) => toNs(at) + toNs(durationMs));
  const start = starts.reduce((a, b) => (a < b ? a : b));
  const end = ends.reduce((a, b) => (a > b ? a : b));
  const isArriving = end > toNs(now - 120_000);
  return {
    traceId: hexOf(first.trace, 16),
    root: root !== undefined ? "received" : isArriving ? "arriving" : "missing",
    rootName: (root ?? first).name,
    rootService: (root ?? first).service,
    startNs: String(start),
    durationNs: String(end - start),
    spanCount: own.length,
    errorCount: own.filter(({ failed }) => failed).length,
    services: [...new Set(own.map(({ service }) => service))].toSorted(),
  };
}
