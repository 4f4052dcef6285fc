// Spans for the tests of this folder.
import type { Span } from "contract";

export const originNs = 1_763_649_066_251_000_000n;

/** A span named by its id. Times in ms since {@link originNs}. */
export function span(id: string, parent: string, start: number, end: number, more: Partial<Span> = {}): Span {
  return {
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    spanId: id,
    parentSpanId: parent,
    traceState: "",
    flags: 1,
    name: id,
    kind: "internal",
    service: "checkout",
    startNs: String(originNs + BigInt(Math.round(start * 1e6))),
    durationNs: String(Math.round((end - start) * 1e6)),
    status: "unset",
    statusMessage: "",
    attributes: {},
    resourceId: "r1",
    scope: { name: "", version: "" },
    events: [],
    links: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    ...more,
  };
}
