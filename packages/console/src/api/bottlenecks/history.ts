// What a finding of history was judged by, from the JSON that is stored with it.
import { type BottleneckChange, bottleneckChange, type BottleneckHistory } from "contract";
import { z } from "zod";
import { toIso } from "../time/time.ts";

const stored = z.object({
  unit: bottleneckChange.shape.unit,
  before: z.number(),
  after: z.number(),
  since: z.number().nullable(),
  stepSeconds: z.number(),
  points: z.array(z.tuple([z.number(), z.number()])),
  traceId: z.string().optional(),
  spanId: z.string().optional(),
  version: z.string().optional(),
});

export interface History {
  readonly change: BottleneckChange;
  readonly course: BottleneckHistory;
}

/** `undefined` for a finding of a single trace. */
export function readHistory(text: string): History | undefined {
  if (text === "") return undefined;
  const { unit, before, after, since, stepSeconds, points, ...usual } = stored.parse(JSON.parse(text));
  return {
    change: { unit, before, after, since: since === null ? null : timeOf(since) },
    course: {
      stepMs: stepSeconds * 1000,
      points: points.map(([time, value]) => ({ time: timeOf(time), value })),
      traceId: usual.traceId ?? null,
      spanId: usual.spanId ?? null,
      version: usual.version ?? "",
    },
  };
}

function timeOf(seconds: number): string {
  return toIso(BigInt(seconds) * 1_000_000_000n);
}
