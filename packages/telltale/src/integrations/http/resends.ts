// Which request repeats another: the next hop of a redirect, or a retry after a failure. Clients do not report it; it is
// known by what the span that both are made in has asked before.
import type { Span } from "@opentelemetry/api";

const maxKept = 50;
const expected = new WeakMap<Span, Map<string, number>>();

/** How often `url` was tried before inside of `parent`; what was expected has come. */
export function takeResend(parent: Span | undefined, method: string, url: string): number {
  const known = parent === undefined ? undefined : expected.get(parent);
  if (known === undefined) return 0;
  for (const key of [`${method} ${url}`, `* ${url}`]) {
    const count = known.get(key);
    if (count === undefined) continue;
    known.delete(key);
    return count;
  }
  return 0;
}

/** Expects `url` to be asked inside of `parent`, as try number `count`: by any method after a redirect, by the same one after a failure. */
export function expectResend(
  parent: Span | undefined,
  url: string,
  count: number,
  method: string = "*",
): void {
  if (parent === undefined) return;
  let known = expected.get(parent);
  if (known === undefined) expected.set(parent, (known = new Map()));
  if (known.size >= maxKept) known.clear();
  known.set(`${method} ${url}`, count);
}

/** Where an answer leads, as a whole URL; undefined where it leads nowhere. */
export function locationOf(status: number, header: string | undefined, url: string): string | undefined {
  if (header === undefined || status < 300 || status > 399 || status === 304) return undefined;
  try {
    return withoutFragment(new URL(header, url));
  } catch {
    return undefined;
  }
}

function withoutFragment(url: URL): string {
  url.hash = "";
  return url.href;
}
