// A `ClientRequest` of node:http in the terms of a client: where it goes, and its headers, which may be written already where they came
// as a list.
import type { ClientRequest } from "node:http";
import type { OutgoingRequest } from "./client-call.ts";

/** What Node keeps in a request. */
interface Inner {
  _header?: string | null;
}

/** `request` as it goes out. */
export function outgoingOf(request: ClientRequest): OutgoingRequest {
  const scheme = request.protocol === "https:" ? "https" : "http";
  const written = (request as unknown as Inner)._header ?? undefined;
  const authority = headerOf(request, written, "host") ?? request.host;
  const { host, port } = readAuthority(authority, scheme);
  const at = request.path;
  // a proxy is asked by the whole URL, a tunnel by the host alone
  const url = at.includes("://")
    ? at
    : request.method === "CONNECT"
      ? `${scheme}://${at}`
      : `${scheme}://${authority}${at.startsWith("/") ? at : `/${at}`}`;
  return {
    method: request.method,
    url,
    scheme,
    host,
    port,
    header: (name) => headerOf(request, written, name),
    setHeader(name, value) {
      if (!request.headersSent) request.setHeader(name, value);
      else if (written !== undefined) writeHeader(request, name, value);
    },
  };
}

function headerOf(request: ClientRequest, written: string | undefined, name: string): string | undefined {
  if (written !== undefined) return new RegExp(`^${name}: ?(.*)$`, "im").exec(written)?.[1]?.trim();
  const value = request.getHeader(name);
  return Array.isArray(value) ? value.join(", ") : value === undefined ? undefined : String(value);
}

// headers that were given as a list are text at once, and not on their way yet
function writeHeader(request: ClientRequest, name: string, value: string): void {
  const inner = request as unknown as Inner;
  const text = inner._header ?? "";
  if (!text.endsWith("\r\n\r\n")) return;
  const known = new RegExp(`^${name}: ?.*$`, "im");
  inner._header = known.test(text)
    ? text.replace(known, () => `${name}: ${value}`)
    : `${text.slice(0, -2)}${name}: ${value}\r\n\r\n`;
}

function readAuthority(authority: string, scheme: string): { host: string; port: number } {
  const [, ipv6, name, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(authority) ?? [];
  return {
    host: ipv6 ?? name ?? authority,
    port: port === undefined ? (scheme === "https" ? 443 : 80) : Number(port),
  };
}
