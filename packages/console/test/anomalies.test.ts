// Anomaly detection on the real engine: minutes from the roll-ups, states and findings in the store, restarts, and what the API says of it.
import type { AnomaliesResult, AnomalyResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findConfigChanges } from "../src/api/anomalies/config-changes.ts";
import { type AnomalyJob, createAnomalyJob, delayMs } from "../src/anomalies/job.ts";
import type { AnomalyStore, StoredAnomaly } from "../src/store/anomalies.ts";
import type { RowSink } from "../src/store/rows.ts";
import { at, attributes, event, now, openApi, resource, span, type TestApi } from "./api/harness.ts";

const minute = 60_000;
const history = 160;
/** Minutes before `now` in which half of the cart's entries fail, all of them of one region. */
const faulty = [18, 8] as const;
const perMinute = 40;

let api: TestApi;
/** Of the last of several jobs, each of which went on where the one before had stopped. */
let figures: AnomalyJob["figures"];

/** Uniform numbers from 0 to below 1, the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function writeSpans(sink: RowSink): void {
  const random = seeded(7);
  for (const service of ["cart", "payment"])
    for (let before = history; before > 1; before--)
      for (let index = 0; index < perMinute; index++) {
        const region = ["eu", "us", "asia", "africa"][index % 4]!;
        const isFaulty = service === "cart" && before <= faulty[0] && before > faulty[1] && index % 2 === 0;
        const fails = random() < 0.02 || (isFaulty && region === "eu");
        sink.span(
          span({
            traceId: `${service} ${before} ${index}`,
            spanId: `${service} ${before} ${index}`,
            resource: resource(service, {
              "service.version": "1.0.0",
              "host.name": `host-${Math.floor(before / 10)}`,
              "cart.retries": service === "cart" && before <= 20 ? "0" : "3",
            }),
            name: "POST /order",
            kind: 2,
            status: fails ? 2 : 0,
            startNs: at(-before * minute + Math.floor(random() * minute)),
            durationNs: BigInt(Math.floor(2e7 * Math.exp(random()))),
            attributes: attributes({ region }),
          }),
        );
      }
}

/** The same minutes, with states and findings in memory. */
function inMemory(): AnomalyStore & {
  readonly saved: Map<string, string>;
  readonly found: Map<string, StoredAnomaly>;
} {
  const [saved, found] = [new Map<string, string>(), new Map<string, StoredAnomaly>()];
  const { minutes, firstMinute, late } = api.store.anomalies;
  return {
    minutes,
    firstMinute,
    late,
    saved,
    found,
    async *states() {
      yield [];
    },
    open: async () => [...found.values()].filter(({ ended }) => ended === 0),
    saveStates: async (states) => states.forEach(({ subject, state }) => void saved.set(subject, state)),
    saveAnomalies: async (anomalies) => anomalies.forEach((one) => void found.set(one.id, one)),
  };
}

async function evaluate(store: AnomalyStore, untilMs: number): Promise<AnomalyJob["figures"]> {
  const job = createAnomalyJob({ store, budget: 5, maxSeries: 1000, nowMs: () => untilMs + delayMs });
  await job.tick(new AbortController().signal);
  return job.figures;
}

async function readStates(): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  for await (const page of api.store.anomalies.states())
    for (const { subject, state } of page) states.set(subject, state);
  return states;
}

beforeAll(async () => {
  api = await openApi();
  await api.write(writeSpans);
  // waits until the roll-ups have what was written
  await api.get("/api/services");
  for (const before of [33, 32, 17]) await evaluate(api.store.anomalies, now - before * minute);
  figures = await evaluate(api.store.anomalies, now + 10 * minute);
});

afterAll(() => api.close());

test(
  "restarts lead to the same states and anomalies as one run without a stop",
  { tags: ["extended"] },
  async () => {
    expect(figures).toMatchObject({ subjects: 4, series: 12, leftOut: 0, until: now + 10 * minute });
    const whole = inMemory();
    await evaluate(whole, now + 10 * minute);
    expect(await readStates()).toEqual(whole.saved);
    const { items } = await api.get<AnomaliesResult>("/api/anomalies?from=-1d&to=2026-11-20T15:00:00Z");
    expect(items.map(({ id }) => id).toSorted()).toEqual([...whole.found.keys()].toSorted());
  },
);

test("services that send nothing any more are reported once that has lasted three minutes", async () => {
  const { items } = await api.get<AnomaliesResult>(
    "/api/anomalies?kind=missing&to=2026-11-20T15:00:00Z&subject=service",
  );
  expect(items.map(({ series, found, end }) => [series.service, found, end])).toEqual([
    ["payment", "2026-11-20T14:56:00.000Z", null],
    ["cart", "2026-11-20T14:56:00.000Z", null],
  ]);
});

test("a planted rise of a service's error rate is found, a quiet service has no anomaly", async () => {
  const { items } = await api.get<AnomaliesResult>("/api/anomalies?measure=errors&subject=service");
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({
    series: { kind: "service", name: "cart", service: "cart", environment: "production", measure: "errors" },
    kind: "shift",
    direction: "up",
    start: "2026-11-20T14:30:00.000Z",
  });
  expect(items[0]!.sentence).toMatch(
    /^Error share of cart in production: higher level, 2\d\.?\d* % instead of about [0-3]\.?\d* %, since/,
  );
  // in a store of less than three hours
  expect(items[0]!.found <= "2026-11-20T14:35:00.000Z").toBe(true);
  const quiet = await api.get<AnomaliesResult>("/api/anomalies?service=payment");
  expect(quiet.items).toEqual([]);
  // the store begins less than three hours before
  expect(quiet).toMatchObject({ hasEarlier: true, learning: "day" });
  const later = await api.get<AnomaliesResult>("/api/anomalies?to=2026-11-22T15:00:00Z&service=payment");
  const weeks = await api.get<AnomaliesResult>("/api/anomalies?to=2026-12-22T15:00:00Z&service=payment");
  expect([later.learning, weeks.learning]).toEqual(["week", null]);
});

test("an anomaly opens with the attribute values that carry it, the same moment's anomalies, and traces", async () => {
  const { items } = await api.get<AnomaliesResult>("/api/anomalies?measure=errors&subject=service");
  const result = await api.get<AnomalyResult>(`/api/anomalies/${items[0]!.id}`);
  expect(result.dimensions.failed).toBeNull();
  expect(result.dimensions.items[0]!.parts[0]).toMatchObject({ key: "region", value: "eu" });
  expect(result.summary).toContain("region");
  expect(result.related.items[0]).toMatchObject({
    anomaly: { series: { kind: "operation", name: "POST /order", measure: "errors" } },
  });
  expect(result.related.items[0]!.correlation).toBeCloseTo(1, 6);
  expect(result.traces.items.length).toBeGreaterThan(0);
  for (const trace of result.traces.items) expect(trace.errorCount).toBeGreaterThan(0);
  expect(result.deploys).toEqual({ items: [], failed: null });
});

test("an anomaly opens with the resource attributes that changed, and not with those of each process", async () => {
  const { items } = await api.get<AnomaliesResult>("/api/anomalies?measure=errors&subject=service");
  const { changes } = await api.get<AnomalyResult>(`/api/anomalies/${items[0]!.id}`);
  expect(changes.failed).toBeNull();
  expect(changes.items).toHaveLength(1);
  expect(changes.items[0]).toMatchObject({
    kind: "resource",
    what: "changed",
    service: "cart",
    attributes: [{ key: "cart.retries", before: "3", after: "0" }],
  });
  expect(changes.items[0]!.time.slice(0, 16)).toBe("2026-11-20T14:28");
});

test("rules that people saved are changes of configuration, with who saved them", async () => {
  const { documents, queries } = api.store;
  const rule = JSON.stringify({ content: { name: "Cart fails" }, savedBy: "ann" });
  await documents.save("alert-alert/0123456789abcdef", rule, 0);
  await documents.save("alert-alert/0123456789abcdef", rule, 1);
  await documents.save("alert-alert/0123456789abcdef", "", 2);
  await documents.save("alert-silence/0123456789abcdef", rule, 0);
  await documents.save("sampling", "{}", 0);
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  const hourNs = 3_600_000_000_000n;
  const found = await findConfigChanges(
    { fromNs: nowNs - hourNs, toNs: nowNs + hourNs },
    { service: "cart", environment: undefined },
    { queries, nowMs: Date.now },
  );
  const logged = found.map(({ kind, what, name, by }) => [kind, what, name, by]);
  expect(logged.toSorted()).toEqual([
    ["rule", "added", "Cart fails", "ann"],
    ["rule", "changed", "Cart fails", "ann"],
    ["rule", "deleted", "Cart fails", ""],
    ["sampling", "added", "", ""],
  ]);
});

test("filters, pages and unknown ids", async () => {
  const all = await api.get<AnomaliesResult>("/api/anomalies");
  const first = await api.get<AnomaliesResult>("/api/anomalies?limit=1");
  const second = await api.get<AnomaliesResult>(`/api/anomalies?limit=1&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items]).toEqual(all.items.slice(0, 2));
  const open = await api.get<AnomaliesResult>("/api/anomalies?open=true");
  expect(open.items).toEqual(all.items.filter(({ end }) => end === null));
  expect((await api.get<AnomaliesResult>("/api/anomalies?kind=flat")).items).toEqual([]);
  await expect(api.get("/api/anomalies/0000000000000000")).rejects.toMatchObject({ code: "ANOMALY_UNKNOWN" });
});

test("the store knows what is late of services that still send, and what they send records of", async () => {
  await api.write((sink) => {
    for (const [service, kind, name] of [
      ["shop", "transaction", "purchase"],
      ["shop", "journey", "checkout"],
      ["shop", "workflow", "order"],
      ["mail", "transaction", "newsletter"],
    ] as const)
      sink.businessEvent(event({ resource: resource(service), kind, name }));
  });
  const row = (service: string, signal: "spans" | "business", lagMs: number, agoMs = 1000) => ({
    tenant: "",
    service,
    signal,
    receivedMs: now - agoMs,
    lagMs,
    heldMs: 0,
    usualMs: 0,
    gapMs: 1000,
    said: true,
    seenMs: now,
  });
  await api.store.completeness.save([
    row("shop", "business", 300_000),
    row("shop", "spans", 1000),
    row("mail", "spans", 120_000),
    row("stopped", "spans", 300_000, 600_000),
  ]);
  const found = await api.store.anomalies.late(now);
  expect(
    found.map(({ sends, ...one }) => [one, sends.map(({ kind, name }) => [kind, name]).toSorted()]),
  ).toEqual([
    [{ tenant: "", service: "mail", signal: "spans", upToMs: now - 121_000 }, []],
    [
      { tenant: "", service: "shop", signal: "business", upToMs: now - 301_000 },
      [
        ["journey", "checkout"],
        ["transaction", "purchase"],
      ],
    ],
  ]);
  expect(await api.store.anomalies.late(now + 120_000)).toEqual([]);
});
