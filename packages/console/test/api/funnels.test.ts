// One funnel as a request asks for it, on the real engine: by an attribute, and what happened to those who dropped.
//
// 40 people go through cart, payment, done, a minute apart. Half of them pay with nordpay, of whom every second drops at the payment: their
// `charge` takes 2.5 s (0.1 s of everyone else) and fails. Everyone has a trace of their payment.
import type { FunnelDroppedResult, FunnelGroupsResult, FunnelResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RowSink } from "../../src/store/rows.ts";
import { at, attributes, event, hex, log, openApi, resource, span, type TestApi } from "./harness.ts";

const minute = 60_000;
const steps = ["cart", "payment", "done"];
const count = 40;

interface Person {
  readonly id: number;
  readonly provider: string;
  readonly hasDropped: boolean;
}

const people: readonly Person[] = Array.from({ length: count }, (_, id) => ({
  id,
  provider: id % 2 === 0 ? "nordpay" : "cardwire",
  hasDropped: id % 4 === 0,
}));
const lost = people.filter(({ hasDropped }) => hasDropped);

let api: TestApi;

beforeAll(async () => {
  api = await openApi((sink: RowSink) => {
    for (const person of people) walk(person, sink);
  });
});

afterAll(() => api.close());

function walk({ id, provider, hasDropped }: Person, sink: RowSink): void {
  const begun = at(-50 * minute + id * minute);
  const traceId = `payment ${id}`;
  for (const [place, step] of steps.slice(0, hasDropped ? 2 : 3).entries())
    sink.businessEvent(
      event({
        kind: "journey",
        name: "buying",
        step,
        stepIndex: place,
        userId: `p${id}`,
        timeNs: begun + BigInt(place) * 20_000_000_000n,
        attributes: attributes(
          place === 2 ? { receipt: "sent" } : { provider, ...(id < 10 && { plan: "plus" }) },
        ),
        ...(place === 1 && { traceId }),
      }),
    );
  const charged = { traceId, startNs: begun + 20_000_000_000n, name: "charge" };
  sink.span(
    span({
      ...charged,
      spanId: `${id} c`,
      durationNs: hasDropped ? 2_500_000_000n : 100_000_000n,
      status: hasDropped ? 2 : 0,
    }),
  );
  sink.span(span({ ...charged, spanId: `${id} n`, name: "notify", durationNs: 3_000_000n }));
  if (hasDropped)
    sink.log(
      log({
        timeNs: begun + 21_000_000_000n,
        eventName: "exception",
        severity: 17,
        identity: BigInt(id),
        attributes: attributes({
          "telltale.error.fingerprint": "timeout",
          "exception.type": "ProviderTimeoutError",
          "exception.message": "no answer",
        }),
        traceId,
        spanId: `${id} c`,
      }),
    );
}

test("conversion by the values of an attribute of the first step", async () => {
  const result = await api.get<FunnelGroupsResult>("/api/funnels/buying/groups?by=provider");
  expect(result).toMatchObject({ by: "provider", keys: ["provider", "plan"], share: 1 });
  expect(result.groups).toEqual([
    { value: "cardwire", people: [20, 20, 20], previous: [0, 0, 0] },
    { value: "nordpay", people: [20, 20, 10], previous: [0, 0, 0] },
  ]);
});

test("people without the attribute are a group, and the commonest attribute is the usual one", async () => {
  const byPlan = await api.get<FunnelGroupsResult>("/api/funnels/buying/groups?by=plan");
  expect(byPlan.groups.map(({ value, people: reached }) => [value, reached])).toEqual([
    [null, [30, 30, 23]],
    ["plus", [10, 10, 7]],
  ]);
  expect((await api.get<FunnelGroupsResult>("/api/funnels/buying/groups")).by).toBe("provider");
});

test("errors, slower operations and traces of those who dropped", async () => {
  const dropped = await api.get<FunnelDroppedResult>("/api/funnels/buying/dropped?step=payment");
  expect(dropped.compared).toEqual({ dropped: lost.length, continued: count - lost.length });
  expect(dropped.errors).toEqual([
    {
      fingerprint: "timeout",
      type: "ProviderTimeoutError",
      message: "no answer",
      service: "shop",
      dropped: lost.length,
      continued: 0,
    },
  ]);
  expect(dropped.operations).toEqual([
    {
      service: "shop",
      name: "charge",
      droppedMs: 2500,
      continuedMs: 100,
      dropped: lost.length,
      continued: count - lost.length,
    },
  ]);
  expect(dropped.traces.map(({ traceId }) => traceId).toSorted()).toEqual(
    lost.map(({ id }) => hex(`payment ${id}`, 16)).toSorted(),
  );
  expect(dropped.traces[0]).toMatchObject({ errorCount: 1, spanCount: 2 });
});

test("shows nothing at a step without drop-off", async () => {
  expect(await api.get<FunnelDroppedResult>("/api/funnels/buying/dropped?step=cart")).toMatchObject({
    step: "cart",
    compared: { dropped: 0, continued: 0 },
    errors: [],
    operations: [],
    traces: [],
  });
});

test("time to convert, and a trend by the time of entering", async () => {
  const { convert, trend } = await api.get<FunnelResult>("/api/funnels/buying");
  const finished = count - lost.length;
  expect(convert).toMatchObject({ medianMs: 40_000, p90Ms: 40_000 });
  expect(convert!.bars.reduce((sum, bar) => sum + bar, 0)).toBe(finished);
  expect(trend.buckets.reduce((sum, { entered }) => sum + entered, 0)).toBe(count);
  expect(trend.buckets.reduce((sum, bucket) => sum + bucket.finished, 0)).toBe(finished);
});

test.each([
  ["steps=cart", "steps"],
  ["steps=cart&steps=cart", "steps"],
  ["steps=cart&steps=", "steps"],
  ["exclude=payment", "exclude"],
  ["order=sideways", "order"],
])("refuses %s, and says what is wrong", async (query, name) => {
  await expect(api.get(`/api/funnels/buying?${query}`)).rejects.toMatchObject({
    status: 400,
    code: "BAD_PARAMETER",
    message: expect.stringContaining(`\`${name}=`) as string,
  });
});

test("attributes by which a funnel can be grouped are those of the environment that is asked for", async () => {
  await api.write((sink) => {
    for (const environment of ["production", "staging"])
      for (const step of ["form", "confirmed"])
        sink.businessEvent(
          event({
            kind: "journey",
            name: "signing up",
            step,
            userId: `${environment} user`,
            resource: resource("shop", { "deployment.environment.name": environment }),
            timeNs: at(step === "form" ? -20 * minute : -19 * minute),
            attributes: attributes({ [`only in ${environment}`]: "yes" }),
          }),
        );
  });
  const ask = (query: string): Promise<FunnelGroupsResult> =>
    api.get(`/api/funnels/signing%20up/groups?steps=form&steps=confirmed${query}`);
  expect((await ask("")).keys.toSorted()).toEqual(["only in production", "only in staging"]);
  const { keys, groups } = await ask("&environment=staging");
  expect(keys).toEqual(["only in staging"]);
  expect(groups.map(({ value, people: reached }) => [value, reached])).toEqual([["yes", [1, 1]]]);
});
