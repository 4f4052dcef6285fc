// The spans of a large trace from its outline: complete for all pictures, without attributes, which the panel of a span requests.
import {
  type Span,
  type SpanEvent,
  spanKinds,
  type SpanLink,
  spanStatuses,
  type Trace,
  type TraceOutline,
} from "contract";

const noEvents: SpanEvent[] = [];
const noLinks: SpanLink[] = [];
const noAttributes = {};
const noScope = { name: "", version: "" };

/** The spans of `trace`, whichever way it was answered. */
export function spansOf(trace: Trace): readonly Span[] {
  return trace.outline === undefined ? trace.spans : outlinedSpans(trace.traceId, trace.outline);
}

function outlinedSpans(traceId: string, outline: TraceOutline): Span[] {
  const { ids, parentIds, starts, durations, names, nameOf, services, serviceOf } = outline;
  const origin = BigInt(outline.originNs);
  const errors = new Map(outline.errors.map((error) => [error.spanId, error]));
  const events = Map.groupBy(outline.events, ({ spanId }) => spanId);
  const links = Map.groupBy(outline.links, ({ spanId }) => spanId);
  return starts.map((start, at) => {
    const spanId = ids.slice(at * 16, at * 16 + 16);
    const parentSpanId = parentIds.slice(at * 16, at * 16 + 16);
    const error = errors.get(spanId);
    return {
      traceId,
      spanId,
      parentSpanId: parentSpanId === "0000000000000000" ? "" : parentSpanId,
      traceState: "",
      flags: 0,
      name: names[nameOf[at]!] ?? "",
      kind: spanKinds[outline.kinds[at]!] ?? "unspecified",
      service: services[serviceOf[at]!] ?? "",
      startNs: String(origin + BigInt(start)),
      durationNs: String(durations[at]),
      status: spanStatuses[outline.statuses[at]!] ?? "unset",
      statusMessage: error?.message ?? "",
      attributes:
        error === undefined || error.type === ""
          ? noAttributes
          : { "error.type": { type: "string", value: error.type } },
      resourceId: outline.resourceIds[outline.resourceOf[at]!] ?? "",
      scope: noScope,
      events: events.get(spanId)?.map(toEvent) ?? noEvents,
      links: links.get(spanId)?.map(toLink) ?? noLinks,
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  });
}

function toEvent({ timeNs, name }: TraceOutline["events"][number]): SpanEvent {
  return { timeNs, name, attributes: noAttributes, droppedAttributesCount: 0 };
}

function toLink({ traceId, linkedSpanId }: TraceOutline["links"][number]): SpanLink {
  return {
    traceId,
    spanId: linkedSpanId,
    traceState: "",
    attributes: noAttributes,
    flags: 0,
    droppedAttributesCount: 0,
  };
}
