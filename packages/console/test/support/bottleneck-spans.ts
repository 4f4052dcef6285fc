// Traces for tests: spans by a few words, with times in ms.
import type { TraceSpan } from "../../src/bottlenecks/trace-span.ts";

const blank: TraceSpan = {
  id: "",
  parentId: "",
  service: "storefront",
  environment: "production",
  version: "1.0.0",
  name: "work",
  kind: 1,
  start: 0,
  end: 0,
  failed: false,
  system: "",
  statement: "",
  parameters: "",
  method: "",
  url: "",
  procedure: "",
  bodyBytes: 0,
  contentType: "",
  rows: -1,
};

export function span(
  id: string,
  parentId: string,
  start: number,
  end: number,
  more: Partial<TraceSpan> = {},
): TraceSpan {
  return { ...blank, id, parentId, start, end, ...more };
}

/** A request to the storefront, 200 ms long. */
export function request(more: Partial<TraceSpan> = {}): TraceSpan {
  return span("root", "", 0, 200, { name: "GET /cart", kind: 2, ...more });
}

export const product = "SELECT * FROM products WHERE sku = $1";

export function query(
  id: string,
  parentId: string,
  start: number,
  end: number,
  more: Partial<TraceSpan> = {},
): TraceSpan {
  return span(id, parentId, start, end, {
    name: "SELECT products",
    kind: 3,
    system: "postgresql",
    statement: product,
    ...more,
  });
}

export function http(
  id: string,
  parentId: string,
  start: number,
  end: number,
  url: string,
  more: Partial<TraceSpan> = {},
): TraceSpan {
  return span(id, parentId, start, end, { name: "GET", kind: 3, method: "GET", url, ...more });
}

/** `count` spans one after the other, or at the same time. */
export function times(
  count: number,
  lengthMs: number,
  make: (place: number, start: number, end: number) => TraceSpan | readonly TraceSpan[],
  isParallel = false,
): TraceSpan[] {
  return Array.from({ length: count }, (_, place) => {
    const start = isParallel ? 1 : 1 + place * lengthMs;
    return make(place, start, start + lengthMs);
  }).flat();
}
