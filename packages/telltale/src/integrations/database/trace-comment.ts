// The span's identity in a comment behind the text of SQL, in the form of sqlcommenter, when it is switched on.
import type { Span } from "@opentelemetry/api";

/** `text` with a comment that names `span`; as it is where it has comments, or is nothing that could take one. */
export function withTraceComment(text: string, span: Span): string {
  if (text.includes("--") || text.includes("/*") || text.includes("#")) return text;
  const { traceId, spanId, traceFlags } = span.spanContext();
  if (/^0*$/.test(traceId)) return text;
  const flags = (traceFlags & 0xff).toString(16).padStart(2, "0");
  let end = text.length;
  while (end > 0 && /[\s;]/.test(text[end - 1] as string)) end--;
  return `${text.slice(0, end)} /*traceparent='00-${traceId}-${spanId}-${flags}'*/${text.slice(end)}`;
}
