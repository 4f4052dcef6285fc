// Traces whose root span has not arrived: spans are exported when they end, and a root ends last.
import type { TracesResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { at, attributes, hex, openApi, resource, span, type TestApi } from "./harness.ts";

const storefront = resource("storefront", {});
const payment = resource("payment", {});
let api: TestApi;

beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

test("says whether a root that is not here yet may still arrive, and returns single traces again", async () => {
  await api.write((sink) => {
    for (const [traceId, beforeMs] of [
      ["soon", 90_000],
      ["never", 130_000],
    ] as const)
      sink.span(
        span({
          traceId,
          spanId: `${traceId}-child`,
          parentId: `${traceId}-root`,
          resource: payment,
          name: "charge",
          attributes: attributes({ case: "arriving" }),
          startNs: at(-beforeMs),
        }),
      );
  });
  const listed = await api.get<TracesResult>("/api/traces?from=-5m&filter=case=arriving");
  expect(listed.items.map(({ root, rootName }) => [root, rootName])).toEqual([
    ["arriving", "charge"],
    ["missing", "charge"],
  ]);
  await api.write((sink) => {
    sink.span(
      span({
        traceId: "soon",
        spanId: "soon-root",
        resource: storefront,
        name: "GET /soon",
        startNs: at(-91_000),
      }),
    );
  });
  const again = await api.get<TracesResult>(
    `/api/traces?id=${hex("soon", 16)}&id=${hex("never", 16)}&id=${"0".repeat(32)}`,
  );
  expect(again.items.map(({ root, rootName, spanCount }) => [root, rootName, spanCount])).toEqual([
    ["received", "GET /soon", 2],
    ["missing", "charge", 1],
  ]);
  expect(again.items[0]!.services).toEqual(["payment", "storefront"]);
});
