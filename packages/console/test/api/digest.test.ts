// The digest on the real engine: an hour against the hour before it.
import type { DigestResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SpanRow } from "../../src/store/rows.ts";
import {
  at,
  attributes,
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

/** Requests of a service within `from` and the 50 minutes after. */
function requests(service: string, from: number, milliseconds: number): SpanRow[] {
  return Array.from({ length: 150 }, (_, index) =>
    span({
      traceId: `${service}${from}${index}`,
      spanId: `${service}${from}${index}`,
      resource: resource(service),
      name: "GET /",
      kind: 2,
      startNs: at((from + index / 3) * minute),
      durationNs: BigInt(milliseconds) * 1_000_000n,
    }),
  );
}

/** Purchases, of which the first `completed` of 200 complete. */
const purchases = (from: number, completed: number) =>
  Array.from({ length: 200 }, (_, index) =>
    event({
      kind: "transaction",
      name: "purchase",
      phase: "ended",
      entityId: `order-${from}-${index}`,
      timeNs: at((from + index / 4) * minute),
      outcome: index < completed ? "completed" : "failed",
      durationMs: 1000,
    }),
  );

const failed = (ms: number, type: string, user: string) =>
  log({
    timeNs: at(ms),
    observedNs: at(ms),
    eventName: "exception",
    severity: 17,
    identity: BigInt(-ms),
    attributes: attributes({
      "telltale.error.fingerprint": type,
      "exception.type": type,
      "exception.message": `${type} of a test`,
      "user.id": user,
    }),
  });

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    for (const row of [
      ...requests("storefront", -115, 20),
      ...requests("storefront", -55, 90),
      ...requests("old-mailer", -115, 5),
      ...requests("recommender", -55, 5),
    ])
      sink.span(row);
    for (const row of [...purchases(-115, 190), ...purchases(-55, 100)]) sink.businessEvent(row);
    sink.log(failed(-70 * minute, "OldError", "u1"));
    // new is what was not there while the store knew a day
    sink.log(failed(-26 * 60 * minute, "OldError", "u1"));
    sink.log(failed(-20 * minute, "OldError", "u1"));
    for (const user of ["u1", "u2"]) sink.log(failed(-10 * minute - Number(user[1]), "VoucherError", user));
    const [waiting, gone] = [series("shop.jobs.waiting"), series("shop.mails.sent")];
    sink.sample(sample(waiting, at(-90 * minute), 3));
    sink.sample(sample(waiting, at(-30 * minute), 3));
    sink.sample(sample(gone, at(-90 * minute), 3));
  });
});

afterAll(() => api.close());

/** Of a range that begins less than a day after the first telemetry. */
const unknownErrors = { part: "errors", reason: "the store knows less than a day before the range." };

test("an hour against the one before: what moved, is new, slower, dark and fresh", async () => {
  const digest = await api.get<DigestResult>("/api/digest?from=-1h");
  expect([digest.missing, digest.earlier]).toEqual([[], "all"]);
  expect(digest.moves).toMatchObject([
    { kind: "transaction", name: "purchase", what: "completion", now: 0.5, before: 0.95 },
  ]);
  expect(digest.errors).toMatchObject([{ type: "VoucherError", count: 2, users: 2 }]);
  const [slower, ...others] = digest.slower;
  expect(others).toEqual([]);
  expect(slower).toMatchObject({ service: "storefront", entries: 150 });
  // the roll-up estimates percentiles
  expect(slower?.p95Ms).toBeCloseTo(90, -1);
  expect(slower?.beforeMs).toBeCloseTo(20, -1);
  const named = (names: DigestResult["dark"]): string[] => names.map(({ kind, name }) => `${kind} ${name}`);
  expect(named(digest.dark)).toEqual(["service old-mailer", "metric shop.mails.sent"]);
  expect(named(digest.fresh)).toEqual(["service recommender"]);
});

test("without a period before there is nothing to compare with", async () => {
  expect(await api.get<DigestResult>("/api/digest?from=-100d")).toMatchObject({
    earlier: "none",
    moves: [],
    dark: [],
    fresh: [],
    missing: [{ part: "fresh", reason: "nothing arrived in the period before." }, unknownErrors],
  });
});

test(
  "names of long lists are neither new nor dark because they were seldom in one period",
  { tags: ["extended"] },
  async () => {
    await api.write((sink) => {
      let identity = 1_000_000n;
      for (const [from, often] of [
        [-1790, 0],
        [-1730, 1],
      ] as const)
        for (let name = 0; name < 640; name++)
          for (let count = 0; count < (name % 2 === often ? 1 : 2); count++)
            sink.log(
              log({
                timeNs: at(from * minute + name),
                observedNs: at(from * minute + name),
                eventName: `shop.event_${name}`,
                identity: ++identity,
              }),
            );
    });
    const digest = await api.get<DigestResult>("/api/digest?from=-1740m&to=-1680m");
    expect([digest.fresh, digest.dark, digest.missing]).toEqual([[], [], [unknownErrors]]);
  },
);

test("says that there are too many metrics to compare", { tags: ["extended"] }, async () => {
  await api.write((sink) => {
    for (let name = 0; name < 2001; name++)
      for (const m of [-2990, -2930])
        sink.sample(sample(series(`many.metric_${name}`), at(m * minute), name));
    sink.sample(sample(series("zz.only.now"), at(-2930 * minute), 1));
  });
  const digest = await api.get<DigestResult>("/api/digest?from=-2940m&to=-2880m");
  expect([digest.fresh, digest.dark]).toEqual([[], []]);
  expect(digest.missing).toEqual([{ part: "names", reason: "there are too many metrics to compare." }]);
});

test(
  "of hundreds of services each list has its first ones, and how many more there are",
  { tags: ["extended"] },
  async () => {
    /** Evenly within the hour. */
    const ofHour = (service: string, from: number, count: number, milliseconds: number): SpanRow[] =>
      Array.from({ length: count }, (_, request) =>
        span({
          traceId: `${service}/${from}/${request}`,
          spanId: `${service}/${from}/${request}`,
          resource: resource(service),
          name: "GET /",
          kind: 2,
          startNs: at((from + (request * 60) / count) * minute),
          durationNs: BigInt(milliseconds) * 1_000_000n,
        }),
      );
    const [hourBefore, hour] = [-4200, -4140];
    await api.write((sink) => {
      for (let service = 0; service < 30; service++)
        for (const row of [
          ...ofHour(`known-${service}`, hourBefore, 100, service < 25 ? 10 : 0),
          ...ofHour(`known-${service}`, hour, 100, service < 25 ? 20 : 0),
        ])
          sink.span(row);
      // together fewer than the budget of services
      for (let service = 0; service < 900; service++)
        for (const row of [
          ...ofHour(`old-${service}`, hourBefore, 1, 10),
          // in each minute, as services are
          ...ofHour(`new-${service}`, hour, 60, 10),
        ])
          sink.span(row);
      for (const from of [hourBefore, hour]) sink.span(ofHour("zz-last", from, 1, 10)[0]!);
    });
    const { slower, dark, fresh, more, missing } = await api.get<DigestResult>(
      "/api/digest?from=-4140m&to=-4080m",
    );
    expect([slower.length, dark.length, fresh.length, missing]).toEqual([10, 50, 50, [unknownErrors]]);
    expect(more).toEqual([
      { part: "slower", count: 15, path: "/services" },
      { part: "dark", count: 850, path: "/catalog" },
      { part: "fresh", count: 850, path: "/catalog" },
    ]);
  },
);

test("without anything all parts are empty, and nothing is missing", async () => {
  const {
    from: _from,
    to: _to,
    earlier,
    arrived,
    completeUpTo,
    ...parts
  } = await api.get<DigestResult>("/api/digest?from=-30000m&to=-29900m");
  expect(Object.entries(parts).filter(([, rows]) => rows.length > 0)).toEqual([]);
  expect([earlier, arrived, completeUpTo]).toEqual(["none", false, null]);
});

test("amounts without a currency move as others, and those that stay do not", async () => {
  await api.write((sink) => {
    // from before both periods
    sink.businessEvent(
      event({
        kind: "transaction",
        name: "gift",
        phase: "started",
        entityId: "gift-1",
        timeNs: at(-5300 * minute),
      }),
    );
    for (const [from, amount] of [
      [-5190, "10"],
      [-5130, "80"],
    ] as const)
      for (let index = 0; index < 200; index++)
        for (const [name, currency, own] of [
          ["tip", "", amount],
          ["tip", "share", amount],
          ["gift", "", ""],
        ] as const)
          sink.businessEvent(
            event({
              kind: "transaction",
              name,
              phase: "ended",
              entityId: `${name}-${currency}-${from}-${index}`,
              timeNs: at((from + index / 4) * minute),
              outcome: "completed",
              ...(own === "" ? {} : { amount: own }),
              currency,
            }),
          );
  });
  const { moves, missing } = await api.get<DigestResult>("/api/digest?from=-5140m&to=-5080m");
  expect(missing).toEqual([unknownErrors]);
  const found = moves.map(({ name, what, unit, before, now }) => [name, what, unit, before, now]);
  expect(found.toSorted()).toEqual([
    ["tip", "amount", "", 2000, 16_000],
    ["tip", "amount", "share", 2000, 16_000],
  ]);
});

test("of a period before that the store has in part, shares are compared, volumes and amounts are not", async () => {
  const refunds = (from: number, count: number, completed: number) =>
    Array.from({ length: count }, (_, index) =>
      event({
        kind: "transaction",
        name: "refund",
        phase: "ended",
        entityId: `refund-${from}-${index}`,
        timeNs: at((from + index / 10) * minute),
        outcome: index < completed ? "completed" : "failed",
        amount: "10",
        currency: "EUR",
      }),
    );
  await api.write((sink) => {
    // the data of the store begins in the middle of the period before
    for (const row of [...refunds(-40_050, 400, 390), ...refunds(-39_990, 800, 400)]) sink.businessEvent(row);
  });
  const found = await api.get<DigestResult>("/api/digest?from=-40000m&to=-39900m");
  expect([found.earlier, found.moves.map(({ what }) => what)]).toEqual(["part", ["completion"]]);
});
