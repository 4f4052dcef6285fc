// A request of undici 5 to 8 in the terms of a client. Its headers are a text in version 5 and a list after it; those of an answer are
// bytes, or an object with HTTP/2.
import type { OutgoingRequest } from "../http/client-call.ts";

/** What undici publishes about a request. */
export interface UndiciRequest {
  readonly method: string;
  readonly path: string;
  readonly origin: string | URL;
  headers: string | (string | string[])[];
  addHeader(name: string, value: string): unknown;
}

/** `request` as it goes out. */
export function outgoingOf(request: UndiciRequest): OutgoingRequest {
  const { protocol, hostname, port, origin } = urlOf(request.origin);
  const scheme = protocol === "https:" ? "https" : "http";
  const { path } = request;
  return {
    method: request.method.toUpperCase(),
    // a proxy is asked by the whole URL
    url:
      path.includes("://") && !path.startsWith("/")
        ? path
        : `${origin}${path.startsWith("/") ? path : `/${path}`}`,
    scheme,
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? (scheme === "https" ? 443 : 80) : Number(port),
    header: (name) => headerIn(request.headers, name),
    setHeader: (name, value) => setHeader(request, name, value),
  };
}

// programs ask few origins
let lastOrigin: string | URL | undefined;
let lastUrl: URL | undefined;

function urlOf(origin: string | URL): URL {
  if (origin === lastOrigin && lastUrl !== undefined) return lastUrl;
  lastOrigin = origin;
  return (lastUrl = new URL(origin));
}

/** The header `name`, in small letters, of a text, of a flat list of names and values, or of an object. */
export function headerIn(headers: unknown, name: string): string | undefined {
  if (typeof headers === "string") return new RegExp(`^${name}: ?(.*?)\\r?$`, "im").exec(headers)?.[1];
  if (Array.isArray(headers)) {
    for (let at = 0; at + 1 < headers.length; at += 2)
      if (textOf(headers[at]).toLowerCase() === name) return textOf(headers[at + 1]);
    return undefined;
  }
  const value = (headers as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return value === undefined || value === null ? undefined : textOf(value);
}

// one that is there already is replaced: a second `traceparent` makes both worthless
function setHeader(request: UndiciRequest, name: string, value: string): void {
  const { headers } = request;
  if (Array.isArray(headers)) {
    for (let at = 0; at + 1 < headers.length; at += 2) {
      if (textOf(headers[at]).toLowerCase() === name) {
        headers[at + 1] = value;
        return;
      }
    }
  } else if (typeof headers === "string") {
    const known = new RegExp(`^${name}:.*?(\\r?)$`, "im");
    if (known.test(headers)) {
      request.headers = headers.replace(known, (_line, end: string) => `${name}: ${value}${end}`);
      return;
    }
  }
  request.addHeader(name, value);
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1");
  return Array.isArray(value) ? value.map(textOf).join(", ") : String(value);
}
