// CPU profiles of slow spans against the oracle: each once, by time, function, service and trace.
import { gzipSync } from "node:zlib";
import type { CpuProfileRow } from "contract";
import type { AnyValue } from "otlp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addLogs } from "../../src/receive/logs.ts";
import { createRejections } from "../../src/receive/rejections.ts";
import { localSender } from "../../src/receive/sender.ts";
import { timeBounds } from "../../src/receive/time.ts";
import { allPages, now, openApi, type TestApi } from "../api/harness.ts";
import { makeLog, makeLogs } from "../support/messages.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { rangeOf } from "./figures.ts";
import { telemetryOf } from "./generate.ts";
import { randomOf } from "./random.ts";
import { between } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { drain, idOf, resourceOf, toNs, traceIdOf } from "./store.ts";

interface Taken {
  readonly id: string;
  readonly at: number;
  readonly name: string;
  readonly service: string;
  readonly environment: string;
  readonly trace: string;
  readonly samples: number;
  readonly durationMs: number;
  readonly content: Uint8Array;
}

function takenOf(seed: number): readonly Taken[] {
  const random = randomOf(seed + 16_000);
  return Array.from({ length: random.whole(5, 60) }, (_, index) => ({
    id: `profile-${index}`,
    at: Math.floor(now - random() * 5 * 3_600_000),
    name: random.pick(["rank results", "resize image"]),
    service: random.pick(["search", "images"]),
    environment: random.chance(0.2) ? "staging" : "production",
    trace: `trace-${random.whole(0, 9)}`,
    samples: random.whole(1, 900),
    durationMs: random.whole(1, 90_000) / 8,
    content: gzipSync("x".repeat(random.whole(1, 500))),
  }));
}

describe.each(seeds)("store %i", (seed) => {
  const { from, to } = telemetryOf(seed);
  const all = takenOf(seed);
  let api: TestApi;
  beforeAll(async () => {
    api = await openApi();
    await send(api, all);
    // senders repeat what was not acknowledged
    await send(
      api,
      all.filter((_, index) => index % 5 === 0),
    );
  });
  afterAll(() => api.close());

  test.each([
    ["", () => true],
    ["&name=rank%20results", ({ name }: Taken) => name === "rank results"],
    ["&service=images", ({ service }: Taken) => service === "images"],
    ["&environment=staging", ({ environment }: Taken) => environment === "staging"],
    [`&traceId=${traceIdOf("trace-3")}`, ({ trace }: Taken) => trace === "trace-3"],
  ] as const)("the list%s has each with its figures, the latest first", async (query, holds) => {
    const path = `/api/cpu-profiles?${rangeOf({ from, to })}${query}&limit=7`;
    const { items } = await allPages<CpuProfileRow>(api, path);
    const expected = between(all, { from, to })
      .filter(holds)
      .toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
    expect(items).toEqual(
      expected.map(({ id, at, name, service, environment, trace, samples, durationMs, content }) => ({
        id,
        name,
        timeNs: String(toNs(at)),
        durationMs,
        samples,
        bytes: content.length,
        service,
        environment,
        traceId: traceIdOf(trace),
        spanId: "",
      })),
    );
  });
});

testAskedRoutes("cpu-profiles.test.ts");

async function send(api: TestApi, profiles: readonly Taken[]): Promise<void> {
  await api.write((sink) => {
    const report = { rejections: createRejections("items"), business: { received: 0, added: 0 } };
    for (const one of profiles)
      drain(addLogs(makeLogs([toLog(one)], resourceOf(one)), localSender, sink, timeBounds(now), report));
    if (report.rejections.count > 0) throw new Error(report.rejections.message());
  });
}

function toLog({ id, at, name, trace, samples, durationMs, content }: Taken) {
  return makeLog({
    timeUnixNano: toNs(at),
    observedTimeUnixNano: toNs(at),
    eventName: "telltale.profile.cpu",
    body: content,
    traceId: idOf(trace, 16),
    attributes: new Map<string, AnyValue>([
      ["log.record.uid", id],
      ["telltale.profile.name", name],
      ["telltale.profile.cpu_format", "cpuprofile"],
      ["telltale.profile.cpu_samples", BigInt(samples)],
      ["telltale.profile.duration_ms", durationMs],
    ]),
  });
}
