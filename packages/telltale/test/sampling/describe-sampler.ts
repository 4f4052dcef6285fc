// The contract of samplers: what each must fulfil. A sampler's test is one call and what is special to it.
import { context, createTraceState, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { describe, expect, test } from "vitest";
import { memoryExporter, start } from "../../src/index.ts";
import type { MemorySpan } from "../../src/export/index.ts";
import type { Sampler, SamplingResult } from "../../src/otel/index.ts";

/** What the parent of a question is like; undefined for a root. */
export interface ParentCase {
  readonly sampled: boolean;
  readonly remote: boolean;
  readonly state?: string;
}

export const parents: readonly (ParentCase | undefined)[] = [
  undefined,
  { sampled: true, remote: true },
  { sampled: false, remote: true },
  { sampled: true, remote: false },
  { sampled: false, remote: false },
];

/** Asks `sampler` as an SDK does. */
export function question(sampler: Sampler, traceId: string, parent?: ParentCase, name = "s"): SamplingResult {
  return sampler.shouldSample(contextOf(traceId, parent), traceId, name, 0, {}, []);
}

function contextOf(traceId: string, parent: ParentCase | undefined): typeof ROOT_CONTEXT {
  if (parent === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId: "b".repeat(16),
    traceFlags: parent.sampled ? 1 : 0,
    isRemote: parent.remote,
    ...(parent.state === undefined ? {} : { traceState: createTraceState(parent.state) }),
  });
}

/** A trace id whose last 56 bits are `r`. */
export function traceIdOf(r: bigint): string {
  return "c".repeat(18) + r.toString(16).padStart(14, "0");
}

/** Runs `work` with `sampler` in a started library and gives what left. */
export async function sampled(sampler: Sampler, work: () => void): Promise<MemorySpan[]> {
  const memory = memoryExporter();
  const telemetry = start({ exporters: [memory], sampler, handleExit: false });
  work();
  await telemetry.stop();
  return memory.spans();
}

/** The suite. `make` gives a fresh sampler with the same parameters. */
export function describeSampler(name: string, make: () => Sampler): void {
  describe(`sampler ${name}`, () => {
    const ids = [0n, 1n, 1n << 55n, (1n << 56n) - 1n, 0x12_3456_789a_bcden].map(traceIdOf);

    test("its decision is one of the three, for every parent", () => {
      for (const parent of parents)
        for (const id of ids) expect([0, 1, 2]).toContain(question(make(), id, parent).decision);
    });

    test("the same question has the same answer", () => {
      const [one, other] = [make(), make()];
      for (const parent of parents)
        for (const id of ids)
          expect(question(one, id, parent).decision).toBe(question(other, id, parent).decision);
    });

    test("the short way gives the answer of the long one", () => {
      const sampler = make();
      if (sampler.decide === undefined) return;
      for (const parent of parents)
        for (const id of ids) {
          const known =
            parent === undefined ? undefined : { flags: parent.sampled ? 1 : 0, remote: parent.remote };
          const low = Number.parseInt(id.slice(24), 16);
          expect(sampler.decide(known as never, Number.parseInt(id.slice(18, 24), 16), low)).toBe(
            question(sampler, id, parent).decision,
          );
        }
    });

    test("it has a name", () => expect(String(make())).toMatch(/^[A-Z]\w+/));

    test("a span gets the decision: recording, flag, and whether it leaves", async () => {
      const seen: { decision: number; recording: boolean; flags: number }[] = [];
      const inner = make();
      const spying: Sampler = {
        shouldSample: (...asked) => {
          const result = inner.shouldSample(...asked);
          seen.push({ decision: result.decision, recording: false, flags: 0 });
          return result;
        },
        toString: () => "Spying",
      };
      const left = await sampled(spying, () => {
        for (const parent of parents)
          context.with(contextOf(traceIdOf(7n), parent), () => {
            const span = trace.getTracer("t").startSpan("s");
            Object.assign(seen.at(-1) ?? {}, {
              recording: span.isRecording(),
              flags: span.spanContext().traceFlags & 1,
            });
            span.end();
          });
      });
      expect(seen).toHaveLength(parents.length);
      for (const { decision, recording, flags } of seen)
        expect([recording, flags]).toEqual([decision > 0, decision === 2 ? 1 : 0]);
      expect(left).toHaveLength(seen.filter(({ decision }) => decision === 2).length);
    });
  });
}
