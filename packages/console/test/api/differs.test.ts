// What differs, on the real engine: spans, the spans of an error, transactions and workflows, each with a cause that is planted in its rows.
import type { DiffersResult, FunnelResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listDifferences } from "../../src/api/differs/differs.ts";
import { type SampleSize, sampleSizes } from "../../src/api/differs/sample.ts";
import type { BusinessEventRow } from "../../src/store/rows.ts";
import type { DiffersParams } from "../../src/api/differs/selection.ts";
import { at, attributes, event, log, now, openApi, resource, span, type TestApi } from "./harness.ts";

const count = 600;
const minute = 60_000;
const releases = ["2.40.3", "2.41.0"].map((version) =>
  resource("payment", { "service.version": version, "host.name": `host-of-${version}` }),
);

/** Payments, one a second: those by nordpay in the new release fail, half of them, and take two seconds. */
function payment(index: number) {
  const provider = index % 4 === 0 ? "nordpay" : "cardwire";
  const release = releases[index % 3 === 0 ? 1 : 0]!;
  const failed = provider === "nordpay" && index % 3 === 0 && index % 24 === 0;
  return { index, provider, release, failed, startMs: -10 * minute - index * 1000 };
}

const payments = Array.from({ length: count }, (_, index) => payment(index));
let api: TestApi;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    for (const { index, provider, release, failed, startMs } of payments) {
      const ids = { traceId: `t${index}`, spanId: `s${index}` };
      const about = attributes({
        "payment.provider": provider,
        "customer.tier": index % 5 === 0 ? "gold" : "standard",
        "user.id": `u-${index % 200}`,
        "order.id": `o-${index}`,
        "http.response.status_code": failed ? 504n : 200n,
        ...(failed ? { "error.type": "TimeoutError" } : {}),
      });
      sink.span(
        span({
          ...ids,
          resource: release,
          name: "charge",
          kind: 2,
          status: failed ? 2 : 0,
          startNs: at(startMs),
          durationNs: failed ? 2_000_000_000n : 3_000_000n + BigInt(index % 50) * 100_000n,
          attributes: about,
        }),
      );
      sink.businessEvent(
        event({
          kind: "transaction",
          name: "purchase",
          entityId: `o-${index}`,
          phase: "ended",
          outcome: failed ? "failed" : "completed",
          userId: `u-${index % 200}`,
          amount: "9.5",
          currency: "EUR",
          durationMs: failed ? 2000 : 5 + (index % 50) / 10,
          timeNs: at(startMs + 2500),
          resource: release,
          attributes: attributes({
            "payment.provider": provider,
            tier: index % 5 === 0 ? "gold" : "standard",
            // An attribute of the name under which the rows are counted.
            ...(index % 2 === 0 ? { "telltale.rows": `${index}` } : {}),
          }),
          ...ids,
        }),
      );
      // the latest amount comes later, in no trace
      sink.businessEvent(
        event({
          kind: "transaction",
          name: "purchase",
          entityId: `o-${index}`,
          phase: "step",
          step: "refunded a part",
          userId: `u-${index % 200}`,
          amount: "10.5",
          currency: "EUR",
          timeNs: at(startMs + 3000),
          resource: release,
        }),
      );
      sink.businessEvent(
        event({
          kind: "workflow",
          name: "order",
          entityId: `o-${index}`,
          phase: "event",
          step: "paid",
          state: "paid",
          timeNs: at(startMs),
          resource: release,
          illegal: failed,
          attributes: attributes({ "payment.provider": provider }),
        }),
      );
      if (failed)
        sink.log(
          log({
            ...ids,
            timeNs: at(startMs),
            eventName: "exception",
            identity: BigInt(index + 1),
            attributes: attributes({
              "exception.type": "TimeoutError",
              "exception.message": "no answer",
              "telltale.error.fingerprint": "f1",
            }),
          }),
        );
    }
  });
});

afterAll(() => api.close());

const range = `from=${new Date(now - 60 * minute).toISOString()}&to=${new Date(now).toISOString()}`;
const differs = (query: string): Promise<DiffersResult> => api.get(`/api/differs?${range}&${query}`);
const failures = payments.filter(({ failed }) => failed).length;

/** Every part of the first finding, and what goes with it. */
function firstOf({ findings }: DiffersResult): readonly string[] {
  const [first] = findings;
  return [...(first?.parts ?? []), ...(first?.goesWith ?? [])].map(({ key, value }) => `${key}=${value}`);
}

describe("spans", () => {
  test("that failed differ by the planted pair, which is not named again as one of the two", async () => {
    const result = await differs("select=status=error&filter=service.name=payment");
    expect(result).toMatchObject({
      unit: "spans",
      verdict: "differs",
      sampled: null,
      selection: { count: failures },
      rest: { count: count - failures },
    });
    const keys = result.findings
      .flatMap(({ parts, goesWith }) => [...parts, ...goesWith])
      .map(({ key }) => key);
    expect(keys).toEqual(
      expect.arrayContaining(["duration", "payment.provider", "service.version", "host.name"]),
    );
    expect(keys).not.toContain("status");
    expect(keys).not.toContain("order.id");
    expect(result.same).toContain("customer.tier");
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("of a provider differ by the release alone when the range of times is a part of the selection", async () => {
    const selectFrom = new Date(now - 15 * minute).toISOString();
    const result = await differs(`selectFrom=${selectFrom}`);
    const selected = payments.filter(({ startMs }) => startMs >= -15 * minute).length;
    expect(result).toMatchObject({ selection: { count: selected }, verdict: "nothing", findings: [] });
    expect(result.summary).toBe(`Nothing differs between these ${selected} and these ${count - selected}`);
    expect(result.same).toEqual(expect.arrayContaining(["payment.provider", "service.version", "duration"]));
  });

  test("longer than a time differ by values, and not by their duration", async () => {
    const result = await differs("minDurationMs=1000&maxDurationMs=60000&name=charge");
    const keys = result.findings.flatMap(({ parts }) => parts.map(({ key }) => key));
    expect(keys).not.toContain("duration");
    expect(result.selection.count).toBe(failures);
    // the error of the same spans is a consequence
    expect(firstOf(result)).toContain("payment.provider=nordpay");
    expect(firstOf(result)).not.toContain("error.type=TimeoutError");
  });

  test("have the users and the money of the transactions that a finding concerns", async () => {
    const result = await differs("status=error");
    expect(result.selection.amounts).toEqual([{ currency: "EUR", amount: String(failures * 10.5) }]);
    const [first] = result.findings;
    expect(first).toMatchObject({ selectionShare: 1, people: result.selection.people });
    expect(first!.amounts).toEqual(result.selection.amounts);
    expect(result.findings.map(({ atLeast }) => atLeast).every((bound) => bound >= 0.02)).toBe(true);
  });

  test("are compared within the conditions of both sides", async () => {
    const result = await differs(
      "filter=payment.provider=nordpay&filter=customer.tier!=gold&select=status=error",
    );
    const compared = payments.filter(({ index, provider }) => provider === "nordpay" && index % 5 !== 0);
    expect(result.selection.count + result.rest.count).toBe(compared.length);
    expect(result.same).not.toContain("payment.provider");
  });

  test("are too few to compare with fewer than 20 on a side", async () => {
    const result = await differs("select=order.id=o-1");
    expect(result).toMatchObject({ verdict: "few", selection: { count: 1 }, findings: [], compared: 0 });
  });

  test("take a selection by what an attribute is not", async () => {
    const result = await differs("select=payment.provider!%3Dnordpay");
    expect(result.selection.count).toBe(payments.filter(({ provider }) => provider !== "nordpay").length);
  });

  test("need a selection", async () => {
    await expect(differs("service=payment")).rejects.toThrow("at least one condition");
  });

  test("beyond a number are compared in slices of the range, which the answer names", async () => {
    const { signal } = new AbortController();
    const queries: TestApi["store"]["queries"] = api.store.queries;
    const context = { queries, nowMs: () => now, signal };
    const params: DiffersParams = {
      from: new Date(now - 20 * minute).toISOString(),
      to: new Date(now - 10 * minute).toISOString(),
      of: "spans",
      filter: [],
      select: ["payment.provider=nordpay"],
      outcome: [],
      steps: [],
      order: "ordered",
      exclude: [],
      sample: "usual",
      limit: 20,
    };
    const sizeOf = (maxExact: number): SampleSize => ({ ...sampleSizes.usual, maxExact });
    const result = await listDifferences(params, context, sizeOf(100));
    expect(result.sampled).toEqual({ slices: 10, secondsEach: 30, share: 0.5 });
    expect(result.selection.count + result.rest.count).toBeLessThan(count);
    expect((await listDifferences(params, context, sizeOf(count * 10))).sampled).toBeNull();
    const few = { ...sampleSizes.usual, maxExact: 100, spans: 30, slices: 4 };
    const first = await listDifferences(params, context, few);
    expect(first.sampled).toMatchObject({ slices: 4 });
    expect(first.selection.count + first.rest.count).toBeLessThan(result.selection.count + result.rest.count);
  });
});

test(
  "a part of the transactions is compared only where more than twice as many were over, however often they ended",
  { tags: ["extended"] },
  async () => {
    const own = await openApi();
    await own.write((sink) => {
      const common = { kind: "transaction", name: "refund" };
      for (let index = 0; index < 30; index++)
        // the application ends each again and again
        for (let end = 0; end < 3; end++)
          sink.businessEvent(
            event({
              ...common,
              entityId: `refund-${index}`,
              phase: "ended",
              outcome: index % 2 === 0 ? "failed" : "completed",
              attributes: attributes({ attempt: index % 2 === 0 ? "1" : "2" }),
              userId: index % 2 === 0 ? "" : `u${index}`,
              timeNs: at(-15 * minute + index * 1000 + end),
            }),
          );
      for (let index = 0; index < 20; index++)
        sink.businessEvent(
          event({
            ...common,
            entityId: `refund-without-end-${index}`,
            phase: "started",
            timeoutMs: minute,
            timeNs: at(-15 * minute),
          }),
        );
    });
    const context = { queries: own.store.queries, nowMs: () => now, signal: new AbortController().signal };
    const params: DiffersParams = {
      from: new Date(now - 20 * minute).toISOString(),
      to: new Date(now - 10 * minute).toISOString(),
      of: "transactions",
      type: "refund",
      filter: [],
      select: [],
      outcome: ["failed"],
      steps: [],
      order: "ordered",
      exclude: [],
      sample: "usual",
      limit: 20,
    };
    const sampledOf = async (transactions: number, narrowed: Partial<DiffersParams> = {}) =>
      (await listDifferences({ ...params, ...narrowed }, context, { ...sampleSizes.usual, transactions }))
        .sampled;
    expect(await sampledOf(25)).toBeNull();
    expect(await sampledOf(24)).toMatchObject({ share: 1 / 3 });
    // of those that meet the conditions of both sides
    expect(await sampledOf(24, { filter: ["attempt=2"] })).toBeNull();
    expect(await sampledOf(5, { filter: ["attempt=2"] })).toMatchObject({ share: 1 / 3 });
    expect(await sampledOf(24, { filter: ["person did refund"] })).toBeNull();
    expect(await sampledOf(24, { service: "elsewhere" })).toBeNull();
    await own.close();
  },
);

test("spans with an error differ from the other spans of its operation, consequences of the error aside", async () => {
  const result = await differs("of=errors&fingerprint=f1");
  expect(result).toMatchObject({
    unit: "spans",
    selection: { count: failures },
    rest: { count: count - failures },
  });
  const keys = result.findings
    .flatMap(({ parts, goesWith }) => [...parts, ...goesWith])
    .map(({ key }) => key);
  expect(keys).toEqual(expect.arrayContaining(["payment.provider", "service.version"]));
  for (const consequence of ["error.type", "duration", "http.response.status_code"])
    expect(keys).not.toContain(consequence);
  const none = await differs("of=errors&fingerprint=unknown");
  expect(none.verdict).toBe("few");
});

describe("transactions", () => {
  test("that failed differ by provider and release, with users and money", async () => {
    const result = await differs("of=transactions&type=purchase&outcome=failed");
    expect(result).toMatchObject({
      unit: "transactions",
      selection: { count: failures, amounts: [{ currency: "EUR", amount: String(failures * 10.5) }] },
      rest: { count: count - failures },
    });
    const keys = result.findings
      .flatMap(({ parts, goesWith }) => [...parts, ...goesWith])
      .map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(["duration", "payment.provider", "service.version"]));
    expect(result.same).toContain("tier");
  });

  test(
    "of very many patterns all count for the money, though only the most frequent are judged",
    { tags: ["extended"] },
    async () => {
      const params: DiffersParams = {
        from: new Date(now - 60 * minute).toISOString(),
        to: new Date(now).toISOString(),
        of: "transactions",
        type: "purchase",
        filter: [],
        select: [],
        outcome: ["failed"],
        steps: [],
        order: "ordered",
        exclude: [],
        sample: "usual",
        limit: 20,
      };
      const context = { queries: api.store.queries, nowMs: () => now };
      const all = await listDifferences(params, context);
      const few = await listDifferences(params, context, { ...sampleSizes.usual, patterns: 2 });
      expect(few.selection.amounts).toEqual([{ currency: "EUR", amount: String(failures * 10.5) }]);
      const amountsOf = ({ findings }: DiffersResult): Map<string, unknown> =>
        new Map(findings.map(({ parts, amounts }) => [JSON.stringify(parts), amounts]));
      const known = amountsOf(all);
      const both = [...amountsOf(few)].filter(([parts]) => known.has(parts));
      expect(both.length).toBeGreaterThan(0);
      for (const [parts, amounts] of both) expect(amounts).toEqual(known.get(parts));
    },
  );

  test(
    "are compared within filters, by attribute and by what is absent",
    { tags: ["extended"] },
    async () => {
      const gold = await differs("of=transactions&outcome=failed&filter=tier=gold");
      expect(gold.selection.count + gold.rest.count).toBe(count / 5);
      const none = await differs("of=transactions&outcome=failed&filter=!tier%20exists");
      expect(none).toMatchObject({ verdict: "few", selection: { count: 0 }, rest: { count: 0 } });
      const slow = await differs("of=transactions&minDurationMs=1000");
      expect(slow.selection.count).toBe(failures);
    },
  );

  test("that take long are compared with those of the same outcome", async () => {
    const ofAll = await differs("of=transactions&minDurationMs=7.5");
    expect(ofAll.selection.count + ofAll.rest.count).toBe(count);
    const completed = await differs("of=transactions&outcome=completed&minDurationMs=7.5");
    expect(completed.selection.count + completed.rest.count).toBe(count - failures);
    expect(completed.selection.count).toBeGreaterThan(0);
  });
});

test("workflows with an illegal transition differ by provider and release", async () => {
  const result = await differs("of=workflows&type=order&outcome=illegal");
  expect(result).toMatchObject({
    unit: "workflows",
    selection: { count: failures },
    rest: { count: count - failures },
  });
  expect(result.findings[0]!.parts.map(({ key, value }) => [key, value]).toSorted()).toEqual([
    ["host.name", "host-of-2.41.0"],
    ["payment.provider", "nordpay"],
  ]);
});

test("workflows with more than 1,000 events before the range are illegal by those in it", async () => {
  const definition = { tenant: "", kind: "workflow", version: "1", steps: [], timeoutMs: 0, service: "shop" };
  const relay = (id: string, step: string, ms: number): BusinessEventRow =>
    event({
      kind: "workflow",
      name: "relay",
      entityId: id,
      phase: "event",
      step,
      state: step,
      timeNs: at(ms),
      uid: `${id} ${ms}`,
    });
  await api.write((sink) => {
    const states = ["off", "on"];
    const transitionsJson = JSON.stringify({ off: ["on"], on: ["off"] });
    sink.definition({ ...definition, name: "relay", states, transitionsJson, seenMs: now });
    for (const id of ["steady", "twice"])
      for (let n = 0; n < 1_200; n++)
        sink.businessEvent(relay(id, states[n % 2]!, -120 * minute + n * 1_000));
    // both were `on` before
    sink.businessEvent(relay("steady", "off", -30 * minute));
    sink.businessEvent(relay("twice", "off", -30 * minute));
    sink.businessEvent(relay("twice", "burnt", -20 * minute));
  });
  const result = await differs("of=workflows&type=relay&outcome=illegal");
  expect(result).toMatchObject({ selection: { count: 1 }, rest: { count: 1 } });
});

test("the people who dropped at a step of a funnel are compared with those who went on, by the attributes of that step", async () => {
  const steps = ["cart", "payment", "done"];
  await api.write((sink) => {
    for (let index = 0; index < 300; index++) {
      const provider = index % 3 === 0 ? "nordpay" : "cardwire";
      const reached = index % 10 === 0 ? 1 : provider === "nordpay" && index % 2 === 0 ? 2 : 3;
      for (const [place, step] of steps.slice(0, reached).entries()) {
        const own = {
          ...(place === 1 ? { provider } : {}),
          // Only of those who went on: no attribute of the step that is compared.
          ...(place === 2 ? { receipt: "sent" } : {}),
          plan: index % 7 === 0 ? "plus" : "basic",
        };
        sink.businessEvent(
          event({
            kind: "journey",
            name: "pay",
            phase: "step",
            step,
            stepIndex: place,
            userId: index % 2 === 0 ? `p-${index}` : "",
            sessionId: `s-${index}`,
            timeNs: startOfFunnel(index, place),
            attributes: attributes(own),
            entityId: "",
            uid: `pay-${index}-${place}`,
          }),
        );
      }
    }
  });
  const ask = (query: string): Promise<DiffersResult> =>
    api.get(`/api/differs?from=-8h&to=-6h&of=funnels&type=pay&step=${query}`);
  const result = await ask("payment");
  const { funnel } = await api.get<FunnelResult>("/api/funnels/pay?from=-8h&to=-6h");
  const [, paying, done] = funnel.steps.map(({ people }) => people);
  expect(result.selection).toMatchObject({ count: paying! - done!, people: paying! - done! });
  expect(result).toMatchObject({ unit: "people", verdict: "differs", rest: { count: done }, sampled: null });
  expect(result.findings.map(({ parts }) => parts)).toEqual([
    [{ key: "provider", kind: "value", value: "nordpay", filter: "provider=nordpay" }],
  ]);
  expect(result.same).toContain("plan");
  expect(await ask("cart")).toMatchObject({ verdict: "nothing", selection: { count: 30 } });
  await expect(ask("done")).rejects.toMatchObject({ status: 400, code: "BAD_PARAMETER" });
});

function startOfFunnel(index: number, step: number): bigint {
  return at(-7 * 60 * minute + index * 1000 + step * 20_000);
}
