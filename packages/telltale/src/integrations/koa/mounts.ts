// What koa-mount has put below a path. Its functions are known by what they do: each notes its path as `ctx.mountPath` when it is met, and
// asks what it holds. What was met last is what answers, unless it hands on.
import type { IncomingMessage } from "node:http";
import { type Exchange, exchangeOf } from "../http/exchange.ts";
import { below } from "../http/mount-path.ts";
import type { Method } from "../patching/method.ts";

interface MountContext {
  readonly req: IncomingMessage;
  mountPath?: string;
  [watchedKey]?: true;
}

const watchedKey: unique symbol = Symbol.for("telltale.koa.mounts") as never;

/** Whether `value` is what `mount(path, …)` of koa-mount gives. */
export function isMount(value: unknown): value is Method {
  return typeof value === "function" && /\.mountPath\s*=/.test(Function.prototype.toString.call(value));
}

/** Has the middleware of koa-mount note on the exchange where it is mounted, until it calls the next one. */
export function noteMount(mounted: Method): Method {
  return function mountedAt(this: unknown, context: MountContext, next: Method) {
    const exchange = exchangeOf(context.req);
    if (exchange === undefined) return mounted.call(this, context, next) as unknown;
    const outer = exchange.mounted;
    watch(context, exchange);
    return mounted.call(this, context, () => {
      exchange.mounted = outer;
      return next() as unknown;
    }) as unknown;
  };
}

/** Has paths that are noted on `context` from now on be added to those around them. */
function watch(context: MountContext, exchange: Exchange): void {
  if (context[watchedKey] === true) return;
  context[watchedKey] = true;
  let path = context.mountPath;
  Object.defineProperty(context, "mountPath", {
    configurable: true,
    enumerable: true,
    get: () => path,
    set(next: string) {
      path = next;
      exchange.mounted = below(exchange.mounted, next);
    },
  });
}
