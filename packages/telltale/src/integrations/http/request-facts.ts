// What the head of a request says, and how its target and its host are taken apart.

/** A request, as far as it is known before anybody has handled it. */
export interface RequestFacts {
  /** One that the conventions know, or `_OTHER`. */
  readonly method: string;
  readonly scheme: string;
  /** Undefined where the server does not know it. */
  readonly version: string | undefined;
  /** Without the query. */
  readonly path: string;
  readonly query: string | undefined;
  /** What the span begins with. */
  readonly attributes: Record<string, unknown>;
}

/** A request's target: `/path?query`, an absolute URL (proxies), or `*`. */
export interface Target {
  readonly path: string;
  readonly query: string | undefined;
  readonly host: string | undefined;
}

/** Takes a request's target apart, without making a URL of it. */
export function readTarget(target: string): Target {
  if (target.charCodeAt(0) === slash || !target.includes("://"))
    return { ...splitQuery(target), host: undefined };
  const from = target.indexOf("://") + 3;
  const to = target.slice(from).search(/[/?]/);
  const end = to === -1 ? target.length : from + to;
  const authority = target.slice(from, end);
  const rest = splitQuery(target.slice(end));
  return {
    ...rest,
    path: rest.path === "" ? "/" : rest.path,
    host: authority.slice(authority.lastIndexOf("@") + 1),
  };
}

const slash = 0x2f;

function splitQuery(target: string): { readonly path: string; readonly query: string | undefined } {
  const at = target.indexOf("?");
  if (at === -1) return { path: target, query: undefined };
  return { path: target.slice(0, at), query: at + 1 === target.length ? undefined : target.slice(at + 1) };
}

/** A host with its port. */
export interface Host {
  readonly address: string;
  readonly port: number | undefined;
}

// nearly every request names the host that the one before has named
let lastText: string | undefined;
let lastScheme = "";
let lastHost: Host | undefined;

/** Reads a `Host` header; the port is the scheme's where it names none. */
export function readHost(text: string | undefined, scheme: string): Host | undefined {
  if (text === lastText && scheme === lastScheme) return lastHost;
  lastText = text;
  lastScheme = scheme;
  lastHost = text === undefined ? undefined : parseHost(text, scheme);
  return lastHost;
}

const hostForm = /^(\[[0-9A-Fa-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/;

function parseHost(text: string, scheme: string): Host | undefined {
  const [, name, port] = hostForm.exec(text) ?? [];
  if (name === undefined) return undefined;
  const address = name.startsWith("[") ? name.slice(1, -1) : name;
  return { address, port: port === undefined ? (scheme === "https" ? 443 : 80) : Number(port) };
}
