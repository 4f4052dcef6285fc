// What is asked of a request before there is anything for it: whether it is left alone, and what its headers carry.
import type { IncomingMessage } from "node:http";
import type { TextMapGetter } from "@opentelemetry/api";
import { report } from "../../engine/diagnostics/diagnose.ts";
import type { ServerSettings } from "./server-settings.ts";

/** Whether a request is to be left alone. A function that throws leaves none alone. */
export function isIgnored({ ignores }: ServerSettings, request: IncomingMessage): boolean {
  if (ignores === undefined) return false;
  try {
    return ignores(request);
  } catch (error) {
    report("http_hook_failed", error);
    return false;
  }
}

/** Headers that came several times are joined by node:http; of one that may come only once all are given, which is invalid. */
export const headersOfRequest: TextMapGetter<IncomingMessage> = {
  get({ headers, rawHeaders }, key) {
    const value = headers[key];
    if (key !== "traceparent" || value === undefined || !value.includes(",")) return value;
    return rawHeaders.filter((_text, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === key);
  },
  keys: ({ headers }) => Object.keys(headers),
};
