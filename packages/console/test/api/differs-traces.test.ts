// What differs by the attributes of the spans in a trace, on the real engine: rare ones among very many, several values in one trace, and an
// operation that always fails.
import type { DiffersResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRandom } from "../differs/random.ts";
import { at, attributes, event, now, openApi, resource, span, type TestApi } from "./harness.ts";

const minute = 60_000;
let api: TestApi;

beforeAll(async () => {
  // rows that arrive when they were made are not late
  api = await openApi(undefined, undefined, () => now);
});

afterAll(() => api.close());

interface Called {
  readonly name: string;
  readonly failed?: boolean;
  readonly service?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A transaction of `type`, one a second from `fromMs` on, whose trace has spans of these names. */
async function writeTransactions(
  type: string,
  fromMs: number,
  each: readonly { readonly failed: boolean; readonly spans: readonly Called[] }[],
): Promise<void> {
  const release = resource("shop", { "service.version": "1.0.0" });
  await api.write((sink) => {
    for (const [index, { failed, spans }] of each.entries()) {
      const traceId = `${type}-${index}`;
      const startNs = at(fromMs + index * 1000);
      for (const [place, one] of spans.entries())
        sink.span(
          span({
            traceId,
            spanId: `${traceId}-${place}`,
            ...(place > 0 && { parentId: `${traceId}-0` }),
            resource: one.service === undefined ? release : resource(one.service, {}),
            name: one.name,
            kind: place === 0 ? 2 : 3,
            status: one.failed === true ? 2 : 0,
            startNs,
            durationNs: 5_000_000n,
            attributes: attributes(one.attributes ?? {}),
          }),
        );
      sink.businessEvent(
        event({
          kind: "transaction",
          name: type,
          entityId: traceId,
          phase: "ended",
          outcome: failed ? "failed" : "completed",
          durationMs: 5,
          timeNs: startNs,
          resource: release,
          attributes: attributes({}),
          traceId,
          spanId: `${traceId}-0`,
          uid: traceId,
        }),
      );
    }
  });
}

const range = `from=${new Date(now - 240 * minute).toISOString()}&to=${new Date(now).toISOString()}`;
const differs = (query: string): Promise<DiffersResult> => api.get(`/api/differs?${range}&${query}`);

const partsOf = ({ findings }: DiffersResult): readonly string[] =>
  (findings[0]?.parts ?? []).map(({ key, value }) => `${key}=${value}`);

test("an attribute that few traces have is the cause among six hundred that all have", async () => {
  const names = Array.from({ length: 600 }, (_, place) => `setting.${place}`);
  const each = Array.from({ length: 240 }, (_, index) => {
    const asks = index % 2 === 0;
    const carrier = index % 6 === 0 ? "slowpost" : "fastpost";
    const failed = asks && carrier === "slowpost" && index % 24 !== 0;
    return {
      failed,
      spans: [
        {
          name: "POST /orders",
          failed,
          attributes: Object.fromEntries(
            names.map((name, place) => [name, (index * place) % 7 === 0 ? "on" : "off"]),
          ),
        },
        ...(asks ? [{ name: "book carrier", attributes: { "shipping.carrier": carrier } }] : []),
      ],
    };
  });
  await writeTransactions("order", -200 * minute, each);
  expect(partsOf(await differs("of=transactions&type=order&outcome=failed"))).toEqual([
    "shipping.carrier=slowpost",
  ]);
  expect(partsOf(await differs("status=error&filter=service.name%3Dshop&name=POST%20/orders"))).toEqual([
    "shipping.carrier=slowpost",
  ]);
});

test("of several values of an attribute in one trace each counts, among all rows that have the attribute", async () => {
  const sellers = ["north", "south", "east", "west", "mill", "harbour"];
  const each = Array.from({ length: 360 }, (_, index) => {
    const own = [0, 1, 2].map((place) => sellers[(index * 7 + place * (1 + (index % 2))) % sellers.length]!);
    const failed = own.includes("mill") && index % 5 !== 0;
    return {
      failed,
      spans: [
        { name: "POST /basket", failed },
        ...own.map((seller) => ({ name: "ask seller", attributes: { "seller.name": seller } })),
      ],
    };
  });
  const shareOf = (isFailed: boolean): number => {
    const side = each.filter(({ failed }) => failed === isFailed);
    return (
      side.filter(({ spans }) =>
        spans.some((one) => "attributes" in one && one.attributes["seller.name"] === "mill"),
      ).length / side.length
    );
  };
  await writeTransactions("basket", -120 * minute, each);
  const ofTransactions = await differs("of=transactions&type=basket&outcome=failed");
  expect(partsOf(ofTransactions)).toEqual(["seller.name=mill"]);
  expect(ofTransactions.findings[0]!.selectionShare).toBeCloseTo(shareOf(true), 6);
  expect(ofTransactions.findings[0]!.restShare).toBeCloseTo(shareOf(false), 6);
  const ofSpans = await differs("status=error&name=POST%20/basket");
  expect(partsOf(ofSpans)).toEqual(["seller.name=mill"]);
  expect(ofSpans.findings[0]!.selectionShare).toBeCloseTo(shareOf(true), 6);
});

test("more calls in the traces of one side do not make their values differ", async () => {
  const sellers = ["north", "south", "east", "west", "mill"];
  const random = createRandom(7);
  const each = Array.from({ length: 600 }, (_, index) => {
    const failed = index % 3 === 0;
    const calls = Array.from({ length: failed ? 1 : 3 }, () => sellers[random.skewed(sellers.length, 1.6)]!);
    return {
      failed,
      spans: [
        { name: "POST /quote", failed },
        ...calls.map((seller) => ({ name: "quote price", attributes: { "seller.name": seller } })),
      ],
    };
  });
  await writeTransactions("quote", -235 * minute, each);
  expect(await differs("of=transactions&type=quote&outcome=failed")).toMatchObject({ verdict: "nothing" });
  expect(await differs("status=error&name=POST%20/quote")).toMatchObject({ verdict: "nothing" });
});

test("an operation that always fails differs, though nothing of its own is left to compare it with", async () => {
  const each = Array.from({ length: 400 }, (_, index) => ({
    failed: false,
    spans:
      index % 4 === 0
        ? [{ service: "billing", name: "GET /old-invoices", failed: true }]
        : [{ service: "billing", name: "GET /invoices", failed: index % 50 === 1 }],
  }));
  await writeTransactions("invoice", -60 * minute, each);
  const result = await differs("service=billing&status=error");
  expect(result.verdict).toBe("differs");
  expect(partsOf(result)).toEqual(["name=GET /old-invoices"]);
});

test("an operation that always fails is named beside others of which some spans fail, with its spans", async () => {
  const random = createRandom(11);
  const each = Array.from({ length: 400 }, (_, index) => ({
    failed: false,
    spans:
      index % 10 === 0
        ? [{ service: "ledger", name: "GET /old-entries", failed: true }]
        : [{ service: "ledger", name: "GET /entries", failed: random.next() < 0.2 }],
  }));
  await writeTransactions("entry", -70 * minute, each);
  const failed = each.filter(({ spans }) => spans[0]!.failed).length;
  const result = await differs("service=ledger&status=error");
  expect(partsOf(result)).toEqual(["name=GET /old-entries"]);
  expect(result.selection.count).toBe(failed);
  expect(result.findings[0]).toMatchObject({ selectionCount: 40, restCount: 0 });
  expect(result.findings[0]!.selectionShare).toBeCloseTo(40 / failed, 6);
});
