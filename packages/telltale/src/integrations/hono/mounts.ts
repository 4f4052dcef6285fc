// Requests of Hono that no route has met: what `use` and `mount` have put at a path answers them, or nothing does. The one that was asked last
// is the one that answers, unless it hands on.
import type { Exchange } from "../http/exchange.ts";
import { below } from "../http/mount-path.ts";
import type { Method } from "../patching/method.ts";
import type { Matched, MatchResult } from "./route.ts";

/** `result` with handlers that tell `exchange` where they are mounted. */
export function noteMounts([matched, ...rest]: MatchResult, exchange: Exchange): MatchResult {
  const outer = exchange.mounted;
  const note = ([[handler, route], parameters]: Matched): Matched => {
    const path = route.path.replace(/\/?\*$/, "");
    const mounted = path === "" ? outer : below(outer, path);
    return [[noteMount(handler, mounted, exchange), route], parameters];
  };
  return [matched.map(note), ...rest];
}

function noteMount(handler: Method, mounted: string | undefined, exchange: Exchange): Method {
  const outer = exchange.mounted;
  return function mountedAt(this: unknown, context, next: Method, ...rest) {
    exchange.mounted = mounted;
    const handOn = (): unknown => {
      exchange.mounted = outer;
      return next();
    };
    return handler.call(this, context, handOn, ...rest) as unknown;
  };
}
