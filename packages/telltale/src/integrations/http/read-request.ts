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
  const peer = client.hasPeer ? peerAddress(socket) : undefined;
  const forwarded = client.forwarded?.(request, peer);
  const scheme = forwarded?.scheme ?? schemeOf(socket);
  const host = readHost(forwarded?.host ?? hostOf(target.host, headers), scheme);
  const version = versionOf(request);
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
    "network.peer.port": client.hasPeer ? peerPort(socket) : undefined,
    "network.protocol.version": version,
    "user_agent.original": headers["user-agent"],
  };
  if (method !== given) attributes["http.request.method_original"] = given;
  if (settings.requestHeaders.length > 0) addHeaders(attributes, headers, settings);
  return { method, scheme, version, path, query, attributes };
}

// what only looks like a request of node:http may have no socket
type Socket = IncomingMessage["socket"] | undefined;

/** An IPv4 address is one, also where the socket speaks both. */
function peerAddress(socket: Socket): string | undefined {
  const address = socket?.remoteAddress;
  return address?.startsWith("::ffff:") === true ? address.slice(7) : address;
}

function peerPort(socket: Socket): number | undefined {
  return socket?.remotePort;
}

function schemeOf(socket: Socket): string {
  return (socket as { readonly encrypted?: boolean } | undefined)?.encrypted === true ? "https" : "http";
}

/** The host of an absolute URL goes before the header, whose name HTTP/2 has changed. */
function hostOf(inUrl: string | undefined, headers: IncomingHttpHeaders): string | undefined {
  return inUrl ?? headers.host ?? (headers[":authority"] as string | undefined);
}

function versionOf({ httpVersionMajor, httpVersion }: IncomingMessage): string {
  return httpVersionMajor === 2 ? "2" : httpVersion;
}

function addHeaders(
  attributes: Record<string, unknown>,
  headers: IncomingHttpHeaders,
  { requestHeaders }: ServerSettings,
): void {
  for (const { header, attribute } of requestHeaders) {
    const value = ownHeader(headers, header);
    if (value !== undefined) attributes[attribute] = typeof value === "string" ? [value] : value;
  }
}

/** The header `name` of a request; undefined for what every object has, such as `constructor`. */
export function ownHeader(headers: IncomingHttpHeaders, name: string): string | string[] | undefined {
  return Object.hasOwn(headers, name) ? headers[name] : undefined;
}
