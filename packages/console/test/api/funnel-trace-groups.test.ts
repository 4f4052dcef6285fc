// Conversion by what spans in the traces of a step have, on the real engine.
//
// 20 people go through cart, payment, done; every fourth drops at the payment, whose record has a trace. Of the first 16 the trace is stored:
// its `charge` has the provider, of p3 two of them. The traces of p16 and p17 are not stored, p18 and p19 pay without one.
import { type FunnelTraceGroupsResult, routes } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiContext } from "../../src/api/context.ts";
import { getFunnelTraceGroups } from "../../src/api/funnels/funnel-trace-groups.ts";
import type { RowSink } from "../../src/store/rows.ts";
import { at, attributes, event, now, openApi, resource, span, type TestApi } from "./harness.ts";

const minute = 60_000;
const second = 1_000_000_000n;

let api: TestApi;

beforeAll(async () => {
  api = await openApi((sink: RowSink) => {
    for (let id = 0; id < 20; id++) buy(id, sink);
    for (let id = 0; id < 10; id++) sampled(id, sink);
  });
});

afterAll(() => api.close());

function buy(id: number, sink: RowSink): void {
  const begun = at(-50 * minute + id * minute);
  const hasDropped = id % 4 === 0;
  for (const [place, step] of ["cart", "payment", "done"].slice(0, hasDropped ? 2 : 3).entries())
    sink.businessEvent(
      event({
        kind: "journey",
        name: "buying",
        step,
        stepIndex: place,
        userId: `p${id}`,
        timeNs: begun + BigInt(place) * 20n * second,
        attributes: attributes({ [`at ${step}`]: "yes" }),
        ...(place === 1 && id < 18 && { traceId: `payment ${id}` }),
      }),
    );
  if (id >= 16) return;
  const common = { traceId: `payment ${id}`, startNs: begun + 19n * second };
  sink.span(
    span({
      ...common,
      spanId: `${id} root`,
      name: "POST /payment",
      kind: 2,
      resource: resource("shop", { "service.version": id < 8 ? "1" : "2", "process.pid": String(id) }),
      attributes: attributes({ "telltale.rule": "all" }),
    }),
  );
  const providers = id === 3 ? ["nordpay", "cardwire"] : [id % 2 === 0 ? "nordpay" : "cardwire"];
  for (const provider of providers)
    sink.span(
      span({
        ...common,
        spanId: `${id} ${provider}`,
        name: "charge",
        resource: resource("payments"),
        attributes: attributes({ provider, attempt: 1, [`only ${id}`]: true }),
      }),
    );
}

/** Ten people whose traces are sampled: every second one is stored, and its first span has the rate of its rule. That of r8 has no other span. */
function sampled(id: number, sink: RowSink): void {
  const begun = at(-20 * minute + id * minute);
  for (const [place, step] of ["open", "read"].slice(0, id < 4 ? 1 : 2).entries())
    sink.businessEvent(
      event({
        kind: "journey",
        name: "reading",
        step,
        stepIndex: place,
        userId: `r${id}`,
        timeNs: begun + BigInt(place) * second,
        ...(place === 0 && { traceId: `open ${id}` }),
      }),
    );
  if (id % 2 === 1) return;
  const common = { traceId: `open ${id}`, startNs: begun };
  sink.span(
    span({
      ...common,
      spanId: `${id} root`,
      name: "GET /article",
      kind: 2,
      attributes: attributes({ "telltale.sampling.rate": 0.5 }),
    }),
  );
  if (id === 8) return;
  sink.span(
    span({
      ...common,
      spanId: `${id} below`,
      parentId: `${id} root`,
      name: "load",
      attributes: attributes({ cache: id < 6 ? "miss" : "hit" }),
    }),
  );
}

const charge = "spanService=payments&spanName=charge";
const ask = (query: string, funnel = "buying"): Promise<FunnelTraceGroupsResult> =>
  api.get(`/api/funnels/${funnel}/trace-groups?${query}`);
const shown = ({ groups }: FunnelTraceGroupsResult): unknown =>
  groups.map(({ value, several, people, counted }) => [several ? "several" : value, people, counted]);

test("conversion by the values of an attribute in the trace of a step", async () => {
  const result = await ask(`step=payment&by=provider&${charge}`);
  expect(shown(result)).toEqual([
    ["nordpay", [8, 4], 8],
    ["cardwire", [7, 7], 7],
    [null, [4, 3], 4],
    ["several", [1, 1], 1],
  ]);
  expect(result).toMatchObject({ step: "payment", isSampled: false, share: 1 });
  expect(result.groups.map(({ previous, countedPrevious }) => [previous, countedPrevious])).toEqual(
    result.groups.map(() => [[0, 0], 0]),
  );
});

test("attributes of the process count, and people of whom no trace is known are not recorded", async () => {
  const versions = await ask("step=payment&by=service.version&spanService=shop&spanName=POST%20/payment");
  expect(shown(versions)).toEqual([
    ["1", [8, 6], 8],
    ["2", [8, 6], 8],
    [null, [4, 3], 4],
  ]);
  // the records of carts have no trace
  expect(shown(await ask(`by=provider&${charge}`))).toEqual([[null, [20, 20, 15], 20]]);
});

test("lists the attributes of the traces of the step, those of most people first, without ids of processes", async () => {
  const { attributes: found, groups } = await ask("step=payment");
  expect(found.slice(0, 4)).toEqual([
    { service: "payments", name: "charge", key: "attempt" },
    { service: "payments", name: "charge", key: "provider" },
    { service: "payments", name: "charge", key: "service.name" },
    { service: "shop", name: "POST /payment", key: "service.name" },
  ]);
  expect(found).toContainEqual({ service: "shop", name: "POST /payment", key: "service.version" });
  expect(found.filter(({ key }) => /^(telltale|process)\./.test(key))).toEqual([]);
  expect(groups).toEqual([]);
  expect((await ask("")).attributes).toEqual([]);
});

test("traces that are sampled stand for those that are not stored, by the rate on any of their spans", async () => {
  const result = await ask("by=cache&spanService=shop&spanName=load", "reading");
  expect(shown(result)).toEqual([
    ["miss", [6, 2], 3],
    ["hit", [2, 2], 1],
    // the rest, of whom nothing was seen
    [null, [2, 2], 0],
  ]);
  expect(result).toMatchObject({ isSampled: true, share: 1 });
});

test("of a range with many spans, people are compared who took the step in some of its minutes", async () => {
  const { query } = routes["GET /api/funnels/:name/trace-groups"];
  const given: Readonly<Record<string, unknown>> = {
    step: "payment",
    by: "provider",
    spanService: "payments",
    spanName: "charge",
  };
  const params = Object.fromEntries(
    Object.entries(query).map(([key, field]) => [key, field.parse(given[key])]),
  );
  const context = { queries: api.store.queries, nowMs: () => now } as ApiContext;
  const result = await getFunnelTraceGroups(
    { ...params, name: "buying" } as Parameters<typeof getFunnelTraceGroups>[0],
    context,
    { keys: 1, values: 1 },
  );
  // no one paid in the minute in the middle, and p5 in one of the two that are read then
  expect(result.share).toBe(30);
  expect(shown(result)).toEqual([["cardwire", [30, 30], 1]]);
  expect(result.attributes.map(({ key }) => key)).toContain("only 5");
  expect(result.attributes.map(({ key }) => key)).not.toContain("only 6");
});

test("an attribute needs the operation of its spans", async () => {
  await expect(ask("by=provider&spanService=payments")).rejects.toMatchObject({ code: "BAD_PARAMETER" });
  await expect(ask("step=done")).rejects.toMatchObject({ code: "BAD_PARAMETER" });
});
