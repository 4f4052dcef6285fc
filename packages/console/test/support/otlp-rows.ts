// Rows of the store as the OTLP requests they may have come in.
import { encodeTraces } from "otlp";
import type { SpanRow } from "../../src/store/rows.ts";
import { attributes, makeSpan, makeTraces } from "./messages.ts";

/** One request with all of them, of one service. */
export function otlpOfSpans(spans: readonly SpanRow[]): Uint8Array<ArrayBuffer> {
  const request = makeTraces(
    spans.map((row) =>
      makeSpan({
        traceId: row.traceId,
        spanId: row.spanId,
        parentSpanId: row.parentId,
        name: row.name,
        kind: row.kind,
        startTimeUnixNano: row.startNs,
        endTimeUnixNano: row.startNs + row.durationNs,
        attributes: row.attributes,
        status: { code: row.status, message: "" },
      }),
    ),
    attributes({ "service.name": "shop", "service.version": "1.2.3" }),
  );
  return encodeTraces(request) as Uint8Array<ArrayBuffer>;
}
