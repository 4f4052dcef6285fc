// The id of a request: the one it brings, where that is short and plain, or a new one; and the headers of the answer that name the trace.
import type { IncomingMessage, ServerResponse } from "node:http";
import { builtin } from "../../engine/runtime/builtin.ts";
import { report } from "../../engine/diagnostics/diagnose.ts";
import type { Exchange } from "./exchange.ts";
import type { ServerSettings } from "./server-settings.ts";

const crypto = builtin("crypto");

const plain = /^[\w.:/+=-]{1,128}$/;

/** The id of `request`; undefined where none is asked for. */
export function requestIdOf(request: IncomingMessage, { requestId }: ServerSettings): string | undefined {
  if (requestId === undefined) return undefined;
  const given = requestId.take ? request.headers[requestId.header] : undefined;
  return typeof given === "string" && plain.test(given) ? given : crypto().randomUUID();
}

/** Puts what was asked for into the headers of the answer, where the application can still take it out. */
export function setAnswerHeaders(
  response: ServerResponse,
  { span }: Exchange,
  settings: ServerSettings,
  requestId: string | undefined,
): void {
  try {
    if (requestId !== undefined && settings.requestId !== undefined)
      response.setHeader(settings.requestId.header, requestId);
    if (!settings.serverTiming && !settings.traceResponse) return;
    const { traceId, spanId, traceFlags } = span.spanContext();
    const trace = `00-${traceId}-${spanId}-${(traceFlags & 3).toString(16).padStart(2, "0")}`;
    if (settings.traceResponse) response.setHeader("traceresponse", trace);
    if (settings.serverTiming) response.setHeader("server-timing", `traceparent;desc="${trace}"`);
  } catch (error) {
    report("http_server_failed", error);
  }
}
