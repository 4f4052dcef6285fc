// What pages of traces need beside requests: an attribute of people, traces whose root is lost, and records and logs of traces.
import { now } from "../api/harness.ts";
import { type Random, randomOf } from "./random.ts";
import type { RawLog } from "./send-logs.ts";
import type { RawRecord, RawSpan, Telemetry } from "./telemetry.ts";

export interface Traced extends Telemetry {
  readonly logs: readonly RawLog[];
}

export function tracedOf(telemetry: Telemetry, seed: number): Traced {
  const random = randomOf(seed + 3000);
  const spans = [...withTiers(random, telemetry.spans), ...rootless(random)];
  const traces = [...new Set(spans.map(({ trace }) => trace))];
  return {
    ...telemetry,
    spans,
    records: telemetry.records.map((record): RawRecord =>
      random.chance(0.5) ? { ...record, trace: random.pick(traces) } : record,
    ),
    logs: Array.from({ length: 60 }, (_, index) => {
      const span = random.pick(spans);
      return {
        at: span.at,
        service: span.service,
        environment: span.environment,
        severity: random.pick([9, 17]),
        event: "",
        text: `line ${index}`,
        trace: random.chance(0.9) ? span.trace : "sampled away",
        attributes: {},
      };
    }),
  };
}

/** The spans of a request's service know the tier of the person, mostly. */
function withTiers(random: Random, spans: readonly RawSpan[]): RawSpan[] {
  return spans.map((span) => {
    const tier = random.pick(["gold", "basic", "basic", undefined]);
    return span.service !== "shop" || tier === undefined
      ? span
      : { ...span, attributes: { ...span.attributes, "user.tier": tier } };
  });
}

function rootless(random: Random): RawSpan[] {
  return Array.from({ length: random.whole(3, 20) }, (_, index): RawSpan[] => {
    const at = now - random() * 5 * 3_600_000;
    const common = {
      trace: `rootless-${index}`,
      isRemote: true,
      service: "payment",
      version: "7",
      environment: "production",
      weight: 1,
      attributes: {},
    } as const;
    return [
      {
        ...common,
        id: "b",
        parent: "lost",
        name: "refund",
        kind: "server",
        at,
        durationMs: random.whole(1, 200_000),
        failed: random.chance(0.3),
      },
      {
        ...common,
        id: "c",
        parent: "b",
        isRemote: false,
        name: "write",
        kind: "client",
        at: at + 1,
        durationMs: random.whole(1, 300_000),
        failed: random.chance(0.3),
      },
    ];
  })
    .flat()
    .filter(({ at }) => at < now);
}
