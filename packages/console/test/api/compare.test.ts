// The comparison on the real engine: two times, versions, environments and runs, each with faults that were put in.
import { type ComparedRow, type CompareResult, maxComparedOperations } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { measureMetrics } from "../../src/api/compare/measure.ts";
import type { Side } from "../../src/api/compare/sides.ts";
import {
  attributes,
  at,
  distribution,
  event,
  log,
  openApi,
  resource,
  sample,
  series,
  span,
  type TestApi,
} from "./harness.ts";

const minute = 60_000;
let api: TestApi;
let spanIds = 0;
let records = 0n;

interface Traffic {
  /** Minutes before now. */
  readonly from: number;
  readonly environment?: string;
  readonly version: string;
  readonly run: string;
  /** Every how many-th request fails; 0: none. */
  readonly failing: number;
  readonly durationMs: number;
  readonly heap: number;
  /** Of so many requests one span is stored; default 1. */
  readonly sampled?: number;
}

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    const halves: readonly Traffic[] = [
      { from: 120, version: "1.0", run: "r1", failing: 50, durationMs: 80, heap: 100 },
      { from: 60, version: "1.1", run: "r2", failing: 4, durationMs: 400, heap: 190 },
      { from: 60, environment: "staging", version: "1.1", run: "r3", failing: 0, durationMs: 80, heap: 100 },
      {
        from: 60,
        environment: "sampled",
        version: "1.1",
        run: "r4",
        failing: 0,
        durationMs: 80,
        heap: 100,
        sampled: 4,
      },
    ];
    for (const one of halves) {
      const shop = resource("shop", {
        "service.version": one.version,
        "run.id": one.run,
        "deployment.environment.name": one.environment ?? "production",
      });
      const heap = series("heap.used", { resource: shop, unit: "By" });
      for (let request = 0; request < 240; request++) {
        const ms = -one.from * minute + request * 10_000;
        const name = `${one.run}-${request}`;
        const fails = one.failing > 0 && request % one.failing === 0;
        if (request % (one.sampled ?? 1) === 0)
          sink.span(
            span({
              traceId: name,
              spanId: String(++spanIds),
              name: "GET /cart",
              startNs: at(ms),
              durationNs: BigInt(one.durationMs + (request % 9)) * 1_000_000n,
              status: fails ? 2 : 0,
              resource: shop,
              traceState: one.sampled === 4 ? "ot=th:c" : "",
            }),
          );
        const step = { kind: "journey", name: "checkout", userId: name, resource: shop } as const;
        sink.businessEvent(event({ ...step, uid: `${name}-a`, timeNs: at(ms), step: "cart", stepIndex: 0 }));
        if (!fails)
          sink.businessEvent(
            event({ ...step, uid: `${name}-b`, timeNs: at(ms + 1), step: "paid", stepIndex: 1 }),
          );
        if (fails) {
          const type = one.run === "r1" ? "TimeoutError" : "DeclinedError";
          sink.log(
            log({
              timeNs: at(ms),
              eventName: "exception",
              severity: 17,
              attributes: attributes({ "telltale.error.fingerprint": type, "exception.type": type }),
              resource: shop,
              identity: ++records,
            }),
          );
        }
        if (request % 6 === 0) sink.sample(sample(heap, at(ms), one.heap + (request % 4)));
      }
    }
  });
});

afterAll(() => api.close());

const words = ({ changes }: CompareResult): string[] =>
  changes
    .map(({ kind, name, what, verdict }: ComparedRow) => `${kind} ${name} ${what} ${verdict}`)
    .toSorted();
const worse = [
  "error DeclinedError occurrences new",
  "metric heap.used mean changed",
  "operation GET /cart errors worse",
  "operation GET /cart p95 worse",
  "service shop errors worse",
  "service shop p95 worse",
];

test("two times: by default the period before", async () => {
  const result = await api.get<CompareResult>("/api/compare?from=-1h&environment=production");
  expect(words(result)).toEqual(expect.arrayContaining(worse));
  expect(result).toMatchObject({
    by: "",
    base: { from: "2026-11-20T12:48:00.000Z", to: "2026-11-20T13:48:00.000Z", spans: 240 },
    now: { from: "2026-11-20T13:48:00.000Z", spans: 240, environment: "production" },
    cut: [],
    failed: [],
  });
  const errors = result.changes.find(({ kind, what }) => kind === "operation" && what === "errors")!;
  expect(errors).toMatchObject({
    service: "shop",
    baseCount: 240,
    nowCount: 240,
    now: 60 / 240,
    base: 5 / 240,
  });
  const again = await api.get<CompareResult>(
    "/api/compare?from=-1h&environment=production&baseFrom=2026-11-20T12:48:00Z&baseTo=2026-11-20T13:48:00Z",
  );
  expect(words(again)).toEqual(words(result));
});

test(
  "two versions, and two runs: spans, funnels, errors and metrics of the value",
  { tags: ["extended"] },
  async () => {
    for (const by of ["by=service.version&value=1.1&baseValue=1.0", "by=run.id&value=r2&baseValue=r1"]) {
      const result = await api.get<CompareResult>(`/api/compare?from=-3h&environment=production&${by}`);
      expect(words(result)).toEqual(expect.arrayContaining([...worse, "funnel checkout conversion worse"]));
      expect([result.base.spans, result.now.spans]).toEqual([240, 240]);
      const conversion = result.changes.find(({ kind }) => kind === "funnel")!;
      expect(conversion).toMatchObject({ baseCount: 240, nowCount: 240, now: 180 / 240, base: 235 / 240 });
    }
  },
);

test("two environments in the same time", { tags: ["extended"] }, async () => {
  const result = await api.get<CompareResult>(
    "/api/compare?from=-1h&environment=production&baseEnvironment=staging",
  );
  expect(words(result)).toEqual(expect.arrayContaining(worse));
  expect(result.base).toMatchObject({ environment: "staging", spans: 240, from: result.now.from });
  const back = await api.get<CompareResult>(
    "/api/compare?from=-1h&environment=staging&baseEnvironment=production",
  );
  expect(words(back)).toContain("error DeclinedError occurrences gone");
  expect(words(back)).toContain("operation GET /cart p95 better");
});

test("a side of whose requests one in four is stored has the same rate", { tags: ["extended"] }, async () => {
  for (const sides of [
    "environment=sampled&baseEnvironment=staging",
    "by=run.id&value=r4&baseValue=r3",
    "by=run.id&value=r3&baseValue=r4",
  ]) {
    const { changes, base, now } = await api.get<CompareResult>(`/api/compare?from=-1h&${sides}`);
    expect([sides, changes]).toEqual([sides, []]);
    expect([base.spans, now.spans].toSorted()).toEqual([240, 60]);
  }
});

test("versions that ran for different times are compared by request", { tags: ["extended"] }, async () => {
  // the new version serves the last hour of four, as many requests a minute as the old one
  await api.write((sink) => {
    for (let request = 0; request < 1_200; request++) {
      const isNew = request >= 900;
      const from = resource("rollout", { "service.version": isNew ? "2" : "1" });
      const startNs = at((-2_640 + request / 5) * minute);
      const fails = request % (isNew ? 5 : 100) === 0;
      const trace = `rollout-${request}`;
      const own = { traceId: trace, startNs, resource: from, durationNs: 50_000_000n } as const;
      sink.span(span({ ...own, spanId: `${trace}-a`, kind: 2, name: "GET /", status: fails ? 2 : 0 }));
      sink.span(span({ ...own, spanId: `${trace}-b`, parentId: `${trace}-a`, kind: 3, name: "SELECT" }));
      if (fails)
        sink.log(
          log({
            timeNs: startNs,
            eventName: "exception",
            attributes: attributes({ "telltale.error.fingerprint": "Rollout", "exception.type": "Rollout" }),
            resource: from,
            identity: ++records,
          }),
        );
    }
  });
  const { changes } = await api.get<CompareResult>(
    "/api/compare?from=-2640m&to=-2400m&by=service.version&value=2&baseValue=1",
  );
  expect(changes.map(({ kind, what, unit, base, now }) => [kind, what, unit, base, now]).toSorted()).toEqual([
    ["error", "occurrences", "/request", 0.01, 0.2],
    ["operation", "errors", "share", 0.01, 0.2],
    ["service", "errors", "share", 0.01, 0.2],
  ]);
});

test("sides that do not differ, and a service without data", async () => {
  const same = await api.get<CompareResult>(
    "/api/compare?from=-60m&to=-40m&baseFrom=-40m&baseTo=-20m&environment=staging",
  );
  expect(same.changes).toEqual([]);
  expect(same.steady).toBeGreaterThan(3);
  const none = await api.get<CompareResult>("/api/compare?from=-1h&service=mail");
  expect(none).toMatchObject({ changes: [], steady: 0, few: 0, base: { spans: 0 }, now: { spans: 0 } });
});

test.each([
  ["by=service.version&value=1.1", "baseValue"],
  ["value=1.1&baseValue=1.0", "by"],
  ["baseTo=-1h", "baseFrom"],
  ["from=-1h&baseFrom=-1h&baseTo=now", "baseFrom"],
  ["baseFrom=yesterday", "from"],
])("rejects %s", async (query, parameter) => {
  await expect(api.get(`/api/compare?${query}`)).rejects.toMatchObject({
    code: "BAD_PARAMETER",
    message: expect.stringContaining(`\`${parameter}=`) as string,
  });
});

test("says when a side may have more operations than are compared", { tags: ["extended"] }, async () => {
  const many = resource("many", { "service.version": "1" });
  const write = async (names: readonly string[]): Promise<void> =>
    api.write((sink) => {
      for (const name of names)
        sink.span(
          span({
            traceId: name,
            spanId: String(++spanIds),
            name,
            startNs: at(-600 * minute),
            resource: many,
          }),
        );
    });
  const cut = async (): Promise<readonly string[]> =>
    (await api.get<CompareResult>("/api/compare?from=-11h&to=-9h")).cut;
  await write(Array.from({ length: maxComparedOperations - 1 }, (_, index) => `op-${index}`));
  expect(await cut()).toEqual([]);
  await write(["one more"]);
  expect(await cut()).toEqual(["spans"]);
});

test("a base without data makes nothing new, and says so", async () => {
  const result = await api.get<CompareResult>(
    "/api/compare?from=-1h&environment=production&baseFrom=2026-11-19T08:00:00Z&baseTo=2026-11-19T09:00:00Z",
  );
  expect(result).toMatchObject({ hasBase: false, changes: [], base: { spans: 0 } });
  expect(result.few).toBeGreaterThan(2);
});

test("counters and histograms that are sent once a minute are compared in ten minutes", async () => {
  const counter = series("mails.sent", { type: 2, temporality: 2, monotonic: true });
  const delta = series("mails.bounced", { type: 2, temporality: 1, monotonic: true });
  const size = series("mails.size", { type: 3, temporality: 2 });
  await api.write((sink) => {
    let sent = 0;
    for (let point = 0; point < 20; point++) {
      const time = at((-820 + point) * minute + 30_000);
      const perMinute = point < 10 ? 6 : 60;
      sent += perMinute;
      sink.sample(sample(counter, time, sent));
      sink.sample(sample(delta, time, perMinute));
      sink.distribution(distribution(size, time, { count: BigInt(sent), sum: sent * perMinute }));
    }
  });
  const { changes } = await api.get<CompareResult>("/api/compare?from=-810m&to=-800m");
  const found = changes.filter(({ name }) => name.startsWith("mails."));
  expect(found.map(({ name, what, baseCount }) => `${name} ${what} ${baseCount}`).toSorted()).toEqual([
    "mails.bounced rate 5",
    "mails.sent rate 5",
    "mails.size mean 5",
  ]);
  for (const { what, base, now } of found.filter((one) => one.what === "rate"))
    expect([what, base, now]).toEqual(["rate", 0.1, 1]);
});

test.each([10, 11, 13, 14.5, 19])(
  "the pieces of %d minutes have all that a counter of increases counted",
  { tags: ["extended"] },
  async (minutes) => {
    const days = 30 + minutes;
    const delta = series(`letters.sent.${minutes}`, { type: 2, temporality: 1, monotonic: true });
    const begin = -days * 1440 * minute;
    const count = Math.floor(minutes);
    await api.write((sink) => {
      for (let point = 0; point < count; point++)
        sink.sample(sample(delta, at(begin + point * minute + 30_000), 6));
    });
    const range = { fromNs: at(begin), toNs: at(begin + minutes * minute) };
    const side = { range, minutes: range } as Side;
    const { metrics } = await measureMetrics(side, { queries: api.store.queries, nowMs: Date.now });
    const { values } = metrics.find(({ name }) => name === `letters.sent.${minutes}`)!;
    expect(values.length).toBeGreaterThan(1);
    const pieceSeconds = (minutes * 60) / values.length;
    expect(values.reduce((sum, value) => sum + value, 0) * pieceSeconds).toBeCloseTo(6 * count, 2);
  },
);

test(
  "of two runs the largest funnels are compared, however many values and funnels there are",
  { tags: ["extended"] },
  async () => {
    await api.write((sink) => {
      let uid = 0;
      const visit = (name: string, run: string, person: number, isPaid: boolean): void => {
        const ms = -1600 * minute + person * 1000;
        const step = {
          kind: "journey",
          name,
          userId: `${name}-${run}-${person}`,
          resource: resource("shop", { "run.id": run }),
        } as const;
        sink.businessEvent(event({ ...step, uid: `f${++uid}`, timeNs: at(ms), step: "cart", stepIndex: 0 }));
        if (isPaid)
          sink.businessEvent(
            event({ ...step, uid: `f${++uid}`, timeNs: at(ms + 1), step: "paid", stepIndex: 1 }),
          );
      };
      for (let small = 0; small < 12; small++)
        for (let person = 0; person < 3; person++) visit(`a-small-${small}`, "r1", person, true);
      // more values than a funnel lists, each with more people than the two that are compared
      for (let run = 0; run < 25; run++)
        for (let person = 0; person < 90; person++) visit("z-large", `other-${run}`, person, true);
      for (let person = 0; person < 80; person++) {
        visit("z-large", "before", person, true);
        visit("z-large", "after", person, person % 2 === 0);
      }
    });
    const { changes, cut } = await api.get<CompareResult>(
      "/api/compare?from=-1610m&to=-1590m&by=run.id&value=after&baseValue=before",
    );
    expect(cut).toEqual(["funnels"]);
    expect(changes.filter(({ kind }) => kind === "funnel")).toMatchObject([
      { name: "z-large", verdict: "worse", base: 1, now: 0.5, baseCount: 80, nowCount: 80 },
    ]);
  },
);
