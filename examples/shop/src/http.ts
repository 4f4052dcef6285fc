// HTTP with telemetry by hand: a server span around each request, `traceCall` around each call, and the trace context and
// baggage in the headers between them. An integration does the same without a line; here it can be read.
import { context, propagation, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { IncomingHttpHeaders } from "node:http";
import { trace, traceCall } from "telltale";
import type { DeclaredName } from "telltale/catalog";

import { settings } from "./settings.ts";

/** The spans of the catalog that are named after a route. */
export type RouteName = Extract<DeclaredName<"spans">, `${"GET" | "POST"} /${string}`>;

export interface ServerRequest {
  /** Method and pattern, not the path: few values, each declared in the catalog. */
  readonly name: RouteName;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** Runs `handle` in a server span that continues the caller's trace. `handle` gives the status that was sent. */
export function serve(request: ServerRequest, handle: () => Promise<number>): Promise<number> {
  const caller = propagation.extract(context.active(), request.headers);
  const [method = "", route = ""] = request.name.split(" ");
  const attributes = {
    "http.request.method": method,
    "http.route": route,
    "url.path": request.path,
    "url.scheme": "http",
  };
  return context.with(caller, () =>
    trace(request.name, { kind: SpanKind.SERVER, attributes }, async (span) => {
      const status = await handle();
      span.setAttribute("http.response.status_code", status);
      if (status >= 500)
        span.setAttribute("error.type", String(status)).setStatus({ code: SpanStatusCode.ERROR });
      return status;
    }),
  );
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

export interface Call {
  /** Name of the service that answers, where it has one. */
  readonly peer: string;
  readonly method: "GET" | "POST";
  readonly url: string;
  /** The pattern of the path; the span is named by it. */
  readonly template: string;
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

/** Calls another service in a client span. A status of 400 and above marks the span; only a broken or late answer throws. */
export async function call<T>({
  peer,
  method,
  url,
  template,
  body,
  timeoutMs = settings.callTimeoutMs,
}: Call): Promise<Answer<T>> {
  const json = { "content-type": "application/json" };
  const response = await traceCall({ service: peer, method, url, template, headers: json }, (headers) =>
    fetch(url, {
      method,
      headers,
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  return { status: response.status, body: (await response.json()) as T };
}
