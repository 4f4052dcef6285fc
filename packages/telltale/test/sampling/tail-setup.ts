// Tail sampling with a memory exporter and a clock that stands still: what its tests begin with.
import { propagation, ROOT_CONTEXT, type Span, trace as api } from "@opentelemetry/api";
import { afterEach, beforeEach } from "vitest";
import { memoryExporter, start, type StartOptions, type Telltale } from "../../src/index.ts";
import type { MemoryExporter, MemorySpan } from "../../src/export/index.ts";
import type { Stats } from "../../src/stats/index.ts";
import type { TailOptions } from "../../src/sampling/tail/rule.ts";
import { fakeClock, realClock } from "../fake-clock.ts";

let telltale: Telltale | undefined;
let sent: MemoryExporter;

/** Stops time for each test of the file, and what {@link begin} began after it. */
export function aroundEach(): void {
  beforeEach(fakeClock);
  afterEach(async () => {
    await stop();
    realClock();
  });
}

/** Starts with the tail rules `tail`. */
export function begin(tail: TailOptions, more: StartOptions = {}): MemoryExporter {
  sent = memoryExporter();
  telltale = start({ service: "shop", exporters: [sent], handleExit: false, sampling: { tail }, ...more });
  return sent;
}

/** Stops what runs. */
export async function stop(): Promise<void> {
  await telltale?.stop();
  telltale = undefined;
}

/** What left after a flush. */
export async function spans(): Promise<MemorySpan[]> {
  await telltale?.flush();
  return sent.spans();
}

/** The names of what left after a flush. */
export async function left(): Promise<string[]> {
  return (await spans()).map(({ name }) => name);
}

/** The figures of tail sampling. */
export function stats(): Stats["sampling"] {
  return telltale?.stats().sampling;
}

/** Options that keep what rules keep and nothing else. */
export const nothing = { defaultRate: 0 } as const;

/** A rule that keeps all of its traces. */
export const keep = (name: string, when: object, priority = 1) =>
  ({ name, when, rate: 1, priority }) as never;

/** A parent in another process. */
export function remoteParent(id: string, flags = "01", state?: string): Span {
  const headers = { traceparent: `00-${id}-00f067aa0ba902b7-${flags}`, ...(state && { tracestate: state }) };
  return api.getSpan(propagation.extract(ROOT_CONTEXT, headers)) as Span;
}

/** A trace id of the randomness `r`. */
export const idOf = (r: bigint): string => "c".repeat(18) + r.toString(16).padStart(14, "0");
