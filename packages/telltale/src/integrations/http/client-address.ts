// Whose address a request comes from, by policy. Headers are believed only as far as trusted proxies have written them: from the right.

import type { IncomingMessage } from "node:http";
import type { ClientAddressPolicy } from "../http-server-integration.ts";
import { TelemetryError } from "../../error.ts";
import { builtin } from "../../engine/runtime/builtin.ts";

// it brings the streams along; who has a server has it loaded
const net = builtin("net");

/** Where a request came from, and where it was sent, by the headers of proxies. */
interface Forwarded {
  readonly client: string | undefined;
  /** Of the request that reached the outermost trusted proxy. */
  readonly scheme: string | undefined;
  readonly host: string | undefined;
}

/** How the address of a client is found. */
export interface ClientPolicy {
  /** Whether addresses may leave at all. */
  readonly hasPeer: boolean;
  /** Undefined where no proxy is trusted: the client is then the peer. */
  readonly forwarded: ((request: IncomingMessage, peer: string | undefined) => Forwarded) | undefined;
}

/**
 * Resolves `policy`.
 *
 * @throws {TelemetryError} `TT_OPTION` for an invalid one.
 */
export function resolveClientPolicy(policy: ClientAddressPolicy | undefined): ClientPolicy {
  if (policy === undefined || policy === "direct") return { hasPeer: true, forwarded: undefined };
  if (policy === "none") return { hasPeer: false, forwarded: undefined };
  const trusted = (policy as { readonly trustedProxies?: unknown } | null)?.trustedProxies;
  const trust = typeof trusted === "number" ? byCount(trusted) : byAddress(trusted);
  return { hasPeer: true, forwarded: (request, peer) => readForwarded(request, peer, trust) };
}

/** Whether the proxy at `address`, the `index`-th as seen from here, is believed. */
type Trust = (address: string, index: number) => boolean;

function byCount(count: number): Trust {
  if (!Number.isSafeInteger(count) || count < 1) throw wrong(`${count}`);
  return (_address, index) => index < count;
}

function byAddress(list: unknown): Trust {
  if (!Array.isArray(list)) throw wrong(typeof list);
  const trusted = new (net().BlockList)();
  for (const one of list as readonly unknown[]) {
    const [address = "", bits] = typeof one === "string" ? one.split("/") : [];
    const family = familyOf(address);
    if (family === undefined) throw wrong(String(one));
    try {
      if (bits === undefined) trusted.addAddress(address, family);
      else trusted.addSubnet(address, bits === "" ? Number.NaN : Number(bits), family);
    } catch {
      throw wrong(String(one));
    }
  }
  return (given) => {
    const address = given.startsWith("::ffff:") ? given.slice(7) : given;
    const family = familyOf(address);
    return family !== undefined && trusted.check(address, family);
  };
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  const version = net().isIP(address);
  return version === 0 ? undefined : version === 4 ? "ipv4" : "ipv6";
}

function wrong(given: string): TelemetryError {
  return new TelemetryError(
    "TT_OPTION",
    `Cannot use \`${given}\` in \`clientAddress\`: expected "none", "direct", or { trustedProxies } with a number from 1, or a list of addresses and networks.`,
  );
}

const maxHops = 32;

function readForwarded(request: IncomingMessage, peer: string | undefined, trust: Trust): Forwarded {
  const nothing = { client: peer, scheme: undefined, host: undefined };
  if (peer === undefined || !trust(peer, 0)) return nothing;
  const { headers } = request;
  const hops = typeof headers.forwarded === "string" ? fromForwarded(headers.forwarded) : fromLists(headers);
  // the last hop was written by the peer, the one before by that proxy, if it is trusted
  let client = peer;
  let believed: Hop | undefined;
  for (let at = hops.length - 1, index = 1; at >= 0; at--, index++) {
    const hop = hops[at] as Hop;
    believed = hop;
    if (hop.address === undefined) break;
    client = hop.address;
    if (!trust(client, index)) break;
  }
  return { client, scheme: believed?.scheme, host: believed?.host };
}

interface Hop {
  readonly address: string | undefined;
  readonly scheme: string | undefined;
  readonly host: string | undefined;
}

function fromLists(headers: IncomingMessage["headers"]): Hop[] {
  const addresses = listOf(headers["x-forwarded-for"]);
  const scheme = schemeOf(listOf(headers["x-forwarded-proto"]).at(-1));
  const host = listOf(headers["x-forwarded-host"]).at(-1);
  const hops = addresses.map((address) => ({ address: addressOf(address), scheme, host }));
  return hops.length === 0 && (scheme ?? host) !== undefined ? [{ address: undefined, scheme, host }] : hops;
}

function listOf(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  const text = Array.isArray(value) ? value.join(",") : value;
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .slice(-maxHops);
}

/** RFC 7239: `for=192.0.2.60;proto=https;host=shop.example, for="[2001:db8::1]:80"`. */
function fromForwarded(value: string): Hop[] {
  return listOf(value).map((element) => {
    const fields = new Map(
      element.split(";").map((pair): [string, string] => {
        const [name = "", text = ""] = pair.split("=", 2);
        return [name.trim().toLowerCase(), text.trim().replace(/^"(.*)"$/, "$1")];
      }),
    );
    return {
      address: addressOf(fields.get("for") ?? ""),
      scheme: schemeOf(fields.get("proto")),
      host: fields.get("host"),
    };
  });
}

/** The address in `192.0.2.1`, `192.0.2.1:80`, `[2001:db8::1]:80`; undefined for a name, which may be anything. */
function addressOf(text: string): string | undefined {
  const bare = /^\[([^\]]*)\]/.exec(text)?.[1] ?? (/^[^:]*:\d+$/.test(text) ? text.split(":", 1)[0] : text);
  return bare !== undefined && net().isIP(bare) !== 0 ? bare : undefined;
}

function schemeOf(text: string | undefined): string | undefined {
  const scheme = text?.toLowerCase();
  return scheme === "http" || scheme === "https" ? scheme : undefined;
}
