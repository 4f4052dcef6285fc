// The address of an HTTP call without what must not leave: user-info, and the values of query keys that hold credentials.
import { within } from "../engine/attributes/cut-text.ts";
import { currentRedaction } from "../engine/redaction/redaction.ts";
import { isSecretValue, judgeParameter } from "catalog/sensitive-name";

/** An address, as far as it can be read. */
export interface CallUrl {
  readonly full: string | undefined;
  readonly scheme: string | undefined;
  readonly address: string | undefined;
  readonly port: number | undefined;
}

const maxLength = 2048;
const defaultPorts: Readonly<Record<string, number>> = { "http:": 80, "https:": 443, "ws:": 80, "wss:": 443 };

/** Reads `given`, a text or a URL; what is not an absolute URL loses its query, of which nothing is known. */
export function readUrl(given: unknown): CallUrl {
  const text = given instanceof URL ? given.href : given;
  if (typeof text !== "string")
    return { full: undefined, scheme: undefined, address: undefined, port: undefined };
  const url = parse(text);
  if (url === undefined) {
    const [path = ""] = text.split(/[?#]/, 1);
    // without a parser's word for it an `@` may end a password
    const full = within(path.slice(path.lastIndexOf("@") + 1), maxLength, "url.full");
    return { full: full === "" ? undefined : full, scheme: undefined, address: undefined, port: undefined };
  }
  const port = url.port === "" ? defaultPorts[url.protocol] : Number(url.port);
  const user = url.username !== "" || url.password !== "" ? "REDACTED:REDACTED@" : "";
  return {
    full: within(
      `${url.protocol}//${user}${url.host}${url.pathname}${redactQuery(url.search)}`,
      maxLength,
      "url.full",
    ),
    scheme: url.protocol.slice(0, -1),
    address: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port,
  };
}

function parse(text: string): URL | undefined {
  try {
    const url = new URL(text);
    // `user:pw@host` is one too, of a scheme `user`
    return url.host === "" ? undefined : url;
  } catch {
    return undefined;
  }
}

function redactQuery(search: string): string {
  if (search.length < 2) return "";
  const pairs = search
    .slice(1)
    .split("&")
    .map((pair) => {
      const equals = pair.indexOf("=");
      if (equals === -1 || equals === pair.length - 1) return pair;
      const name = pair.slice(0, equals);
      return isSecret(name, pair.slice(equals + 1)) ? `${name}=REDACTED` : pair;
    });
  return `?${pairs.join("&")}`;
}

// Whatever redaction does later: the conventions have it so. In a call to another host a short `key` or `code` is hidden, too.
function isSecret(name: string, value: string): boolean {
  const verdict = judgeParameter(name);
  if (verdict === "all" || verdict === "like") return true;
  if (verdict === "most" && isSecretValue(verdict, value)) return true;
  // also what rules of one's own say
  return currentRedaction()?.markOf(decodedName(name)) !== undefined;
}

function decodedName(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
