// Requests in two halves, judged by the decoder: every item is in one half, in order, with its resource and scope.
import {
  decodeMetrics,
  decodeTraces,
  encodeMetrics,
  encodeTraces,
  type ResourceSpans,
  type Span,
} from "otlp";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Batch } from "../engine/exporter/exporter.ts";
import { splitBatch } from "./split.ts";

const none = new Map();
const span = (name: string): Span => ({
  traceId: new Uint8Array(16).fill(1),
  spanId: new Uint8Array(8).fill(2),
  parentSpanId: new Uint8Array(0),
  traceState: "",
  flags: 0,
  name,
  kind: 1,
  startTimeUnixNano: 1n,
  endTimeUnixNano: 2n,
  attributes: none,
  droppedAttributesCount: 0,
  events: [],
  droppedEventsCount: 0,
  links: [],
  droppedLinksCount: 0,
  status: { code: 0, message: "" },
});

/** Resources of scopes of that many spans, numbered throughout. */
function requestOf(shape: readonly (readonly number[])[]): ResourceSpans[] {
  let number = 0;
  return shape.map((scopes, r) => ({
    resource: { attributes: new Map([["r", `r${r}`]]), droppedAttributesCount: 0 },
    schemaUrl: `resource-${r}`,
    scopeSpans: scopes.map((count, s) => ({
      scope: { name: `r${r}s${s}`, version: "1", attributes: none, droppedAttributesCount: 0 },
      schemaUrl: `scope-${s}`,
      spans: Array.from({ length: count }, () => span(`n${number++}`)),
    })),
  }));
}

const flat = (request: readonly ResourceSpans[]): string[] =>
  request.flatMap(({ resource, schemaUrl, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, schemaUrl: own, spans }) =>
      spans.map(({ name }) => [resource.attributes.get("r"), schemaUrl, scope.name, own, name].join()),
    ),
  );

test("both halves together are the whole, in order; their sizes differ by one at most", () => {
  const shapes = fc.array(fc.array(fc.nat(6), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(shapes, (shape) => {
      const request = requestOf(shape);
      const items = flat(request).length;
      fc.pre(items >= 2);
      const halves = splitBatch({ signal: "traces", body: encodeTraces(request), items });
      const [first, second] = (halves ?? []).map(({ body }) => flat(decodeTraces(body)));
      expect([...(first ?? []), ...(second ?? [])]).toEqual(flat(request));
      expect(halves?.map((half) => half.items)).toEqual([first?.length, second?.length]);
      expect(Math.abs((first?.length ?? 0) - (second?.length ?? 0))).toBeLessThanOrEqual(1);
      for (const { body } of halves ?? [])
        for (const { scopeSpans } of decodeTraces(body))
          for (const { spans } of scopeSpans) expect(spans.length).toBeGreaterThan(0);
    }),
  );
});

test("one item, or none, is not cut", () => {
  for (const shape of [[[1]], [[0]], [[0], [1]]]) {
    const body = encodeTraces(requestOf(shape));
    expect(splitBatch({ signal: "traces", body, items: 1 })).toBe(undefined);
  }
});

test("one metric with many points is cut between its points and keeps what it is", () => {
  const points = Array.from({ length: 5 }, (_, i) => ({
    attributes: new Map([["i", BigInt(i)]]),
    startTimeUnixNano: 1n,
    timeUnixNano: 2n,
    value: i + 0.5,
    exemplars: [],
    flags: 0,
  }));
  const metric = {
    name: "m",
    unit: "s",
    description: "d",
    metadata: none,
    data: { kind: "sum", points, temporality: 2, monotonic: true },
  };
  const scope = { name: "s", version: "", attributes: none, droppedAttributesCount: 0 };
  const resource = { attributes: none, droppedAttributesCount: 0 };
  const request = [{ resource, schemaUrl: "", scopeMetrics: [{ scope, schemaUrl: "", metrics: [metric] }] }];
  const body = encodeMetrics(request as never);
  const halves = splitBatch({ signal: "metrics", body, items: 5 }) ?? [];
  const seen = halves.flatMap((half) =>
    decodeMetrics(half.body).flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics)),
  );
  expect(seen).toHaveLength(2);
  for (const half of seen)
    expect(half).toMatchObject({
      name: "m",
      unit: "s",
      data: { kind: "sum", temporality: 2, monotonic: true },
    });
  expect(
    seen.flatMap(({ data }) => data?.points.map((point) => (point as { value?: number }).value)),
  ).toEqual([0.5, 1.5, 2.5, 3.5, 4.5]);
});

test("what cannot be read is not cut, and nothing is thrown", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (body) => {
      const halves = splitBatch({ signal: "traces", body, items: 2 } satisfies Batch);
      expect(halves === undefined || halves.length === 2).toBe(true);
    }),
  );
});
