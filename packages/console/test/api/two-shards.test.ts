// Questions about people and patterns, on one engine and on a cluster of two shards: the same rows give the same answers. Steps of one person,
// records of one transaction and lines of one pattern are on both shards, so a query that joins or counts on each shard alone is wrong.
// @module-tag extended
import type {
  CompareResult,
  DiffersResult,
  FunnelGroupsResult,
  FunnelResult,
  LogPatternsResult,
  TransactionTypeResult,
} from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listDifferences } from "../../src/api/differs/differs.ts";
import { type SampleSize, sampleSizes } from "../../src/api/differs/sample.ts";
import type { DiffersParams } from "../../src/api/differs/selection.ts";
import type { RowSink } from "../../src/store/rows.ts";
import { clusterLocation, preparedLocation, type StoreLocation } from "../store-contract/locations.ts";
import { at, attributes, event, log, now, openApi, resource, span, type TestApi } from "./harness.ts";

const minute = 60_000;
const people = 900;
const steps = ["basket", "address", "pay"];
let one: TestApi;
let two: TestApi;
const opened: TestApi[] = [];

beforeAll(async () => {
  const open = async (location: Promise<StoreLocation>): Promise<TestApi> => {
    const api = await openApi(undefined, await location);
    opened.push(api);
    return api;
  };
  one = await open(preparedLocation());
  two = await open(clusterLocation());
  await Promise.all([one.write(write), two.write(write)]);
});

afterAll(() => Promise.all(opened.map((api) => api.close())));

/** One of four has an old card, and every second of them leaves before the payment. */
function write(sink: RowSink): void {
  for (let index = 0; index < people; index++) {
    const card = index % 4 === 0 ? "old" : "new";
    const leaves = index % 8 === 0;
    const begunMs = -24 * 60 * minute - index * 3 * minute;
    const version = index % 2 === 0 ? "2.0.0" : "1.0.0";
    const shop = resource("shop", { "service.version": version });
    const about = { resource: shop, userId: `p-${index}`, attributes: attributes({ card }) };
    for (const [location, step] of steps.slice(0, leaves ? 2 : 3).entries())
      sink.businessEvent(
        event({
          ...about,
          // one of four is known by the session only, until the second step
          ...(index % 4 === 1 && { sessionId: `s-${index}`, userId: location === 0 ? "" : `p-${index}` }),
          kind: "journey",
          name: "buying",
          step,
          stepIndex: location,
          timeNs: at(begunMs + location * 1_000),
          uid: `step-${index}-${location}`,
        }),
      );
    if (index % 4 === 1)
      sink.identity({ tenant: "", sessionId: `s-${index}`, userId: `p-${index}`, seenMs: now });
    const order = { ...about, kind: "transaction", name: "purchase", entityId: `order-${index}` };
    sink.businessEvent(
      event({ ...order, phase: "started", timeNs: at(begunMs + 2_000), uid: `order-${index}-started` }),
    );
    sink.businessEvent(
      event({
        ...order,
        phase: "ended",
        outcome: leaves ? "failed" : "completed",
        amount: "10.50",
        currency: "EUR",
        durationMs: 1_000,
        timeNs: at(begunMs + 3_000),
        traceId: `order ${index}`,
        uid: `order-${index}`,
      }),
    );
    sink.span(
      span({
        traceId: `order ${index}`,
        spanId: `order ${index}`,
        name: "POST /order",
        kind: 2,
        resource: shop,
        startNs: at(begunMs),
        durationNs: version === "2.0.0" ? 400_000_000n : 80_000_000n,
        status: leaves ? 2 : 0,
        attributes: attributes({ card, "user.id": `p-${index}` }),
      }),
    );
    sink.log(
      log({
        resource: shop,
        body: leaves ? `card of p-${index} declined after ${index} ms` : `order ${index} accepted`,
        severity: leaves ? 17 : 9,
        timeNs: at(begunMs),
        attributes: attributes({ "user.id": `p-${index}` }),
        identity: BigInt(index + 1),
      }),
    );
  }
}

const range = "from=-10d&to=now";

/** The answer of the cluster, which is that of one engine. */
async function both<Result>(path: string): Promise<Result> {
  const [expected, found] = await Promise.all([one.get<Result>(path), two.get<Result>(path)]);
  expect(found).toEqual(expected);
  return found;
}

test("funnels count each person once", async () => {
  const { funnel } = await both<FunnelResult>(`/api/funnels/buying?${range}`);
  const lost = Math.ceil(people / 8);
  expect(funnel.steps.map((step) => step.people)).toEqual([people, people, people - lost]);
  const { groups } = await both<FunnelGroupsResult>(`/api/funnels/buying/groups?${range}&by=card`);
  expect(groups.map(({ value, people: reached }) => [value, reached[2]])).toEqual(
    expect.arrayContaining([["old", people / 4 - lost]]),
  );
  await both(`/api/funnels?${range}`);
  await both(`/api/funnels/buying/dropped?${range}&step=address`);
  await both(`/api/journeys/buying/columns?${range}&end=transaction&endName=purchase`);
  for (const list of ["funnels", "funnels/buying", "journeys", "journeys/buying/columns"])
    await both(`/api/${list}?${range}&sample=few`);
});

test("pages of transactions have each once, the latest first", async () => {
  const { items } = await both<TransactionTypeResult>(`/api/transactions/purchase?${range}&limit=50`);
  expect(items.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => `order-${index}`));
});

test("what differs for people who left, for failed transactions and for spans", async () => {
  const ofPeople = await both<DiffersResult>(`/api/differs?${range}&of=funnels&type=buying&step=address`);
  expect(ofPeople.findings[0]?.parts).toMatchObject([{ key: "card", value: "old" }]);
  const failed = await both<DiffersResult>(`/api/differs?${range}&of=transactions&outcome=failed`);
  expect(failed.selection.amounts).toEqual([
    { currency: "EUR", amount: String(Math.ceil(people / 8) * 10.5) },
  ]);
  await both(`/api/differs?${range}&select=status%3Derror`);
});

const noConditions: DiffersParams = {
  from: "-10d",
  to: "now",
  of: "spans",
  filter: [],
  select: [],
  outcome: [],
  steps: [],
  order: "ordered",
  exclude: [],
  limit: 20,
  sample: "usual",
};

async function bothDiffers(params: DiffersParams, size: SampleSize): Promise<DiffersResult> {
  const [expected, found] = await Promise.all(
    [one, two].map(({ store }) =>
      listDifferences(params, { queries: store.queries, nowMs: () => now }, size),
    ),
  );
  expect(found).toEqual(expected);
  return found!;
}

test("what differs for a part of the people: those of the same hours", async () => {
  const found = await bothDiffers(
    { ...noConditions, of: "funnels", type: "buying", step: "address" },
    { ...sampleSizes.usual, people: 300 },
  );
  expect(found.sampled?.share).toBeLessThan(1);
  expect(found.findings[0]?.parts).toMatchObject([{ key: "card", value: "old" }]);
});

test("the money of what differs, also of the patterns that are not read", async () => {
  const found = await bothDiffers(
    { ...noConditions, of: "transactions", type: "purchase", outcome: ["failed"] },
    { ...sampleSizes.usual, patterns: 2 },
  );
  expect(found.selection.amounts).toEqual([
    { currency: "EUR", amount: String(Math.ceil(people / 8) * 10.5) },
  ]);
});

test("patterns of log records, raw and from their roll-up", async () => {
  for (const times of [range, "from=-30h&to=-26h"]) {
    const { items } = await both<LogPatternsResult>(`/api/logs/patterns?${times}`);
    expect(items.length).toBeGreaterThan(0);
  }
});

test("compare of versions, and of two times", async () => {
  const ofVersions = await both<CompareResult>(
    `/api/compare?${range}&by=service.version&baseValue=1.0.0&value=2.0.0`,
  );
  expect(ofVersions.changes.map(({ what }) => what)).toContain("p95");
  await both(`/api/compare?from=-40h&to=-24h&baseFrom=-56h&baseTo=-40h`);
});
