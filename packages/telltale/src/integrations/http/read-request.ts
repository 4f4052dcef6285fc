// The head of a request of node:http in the words of the conventions. Read once, at its start: rules on the head of a trace see all of it.
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { knownMethod } from "../../calls/http-method.ts";
import { readHost, readTarget, type RequestFacts } from "./request-facts.ts";
import type { ServerSettings } from "./server-settings.ts";

/** Reads a request of node:http, or one that looks like it (the compatible form of node:http2). */
export function readRequest(request: IncomingMessage, settings: ServerSettings): RequestFacts {
  const { headers, socket } = request;
  const given = request.method ?? "GET";
  const method = knownMethod(given);
  const target = readTarget(request.url ?? "");
  const { client } = settings;
  const peer = client.tells ? plainAddress(socket?.remoteAddress) : undefined;
  const forwarded = client.forwarded?.(request, peer);
  const isSecure = (socket as { readonly encrypted?: boolean } | undefined)?.encrypted === true;
  const scheme = forwarded?.scheme ?? (isSecure ? "https" : "http");
  const host = readHost(
    forwarded?.host ?? target.host ?? headers.host ?? (headers[":authority"] as string | undefined),
    scheme,
  );
  const version = request.httpVersionMajor === 2 ? "2" : request.httpVersion;
  const { path, query } = target;
  const attributes: Record<string, unknown> = {
    "http.request.method": method,
    "url.scheme": scheme,
    "url.path": path,
    "url.query": query,
    "server.address": host?.address,
    "server.port": host?.port,
    "client.address": forwarded === undefined ? peer : forwarded.client,
    "network.peer.address": peer,
    "network.peer.port": client.tells ? socket?.remotePort : undefined,
    "network.protocol.version": version,
    "user_agent.original": headers["user-agent"],
  };
  if (method !== given) attributes["http.request.method_original"] = given;
  for (const { header, attribute } of settings.requestHeaders) {
    const value = ownHeader(headers, header);
    if (value !== undefined) attributes[attribute] = typeof value === "string" ? [value] : value;
  }
  return { method, scheme, version, path, query, attributes };
}

/** The header `name` of a request; undefined for what every object has, such as `constructor`. */
export function ownHeader(headers: IncomingHttpHeaders, name: string): string | string[] | undefined {
  return Object.hasOwn(headers, name) ? headers[name] : undefined;
}

/** An IPv4 address is one, also where the socket speaks both. */
function plainAddress(address: string | undefined): string | undefined {
  return address?.startsWith("::ffff:") === true ? address.slice(7) : address;
}
