// Where a request is among mounted routers. `req.baseUrl` says it as it is in the URL, with ids in it; this says it in patterns. Express puts
// `baseUrl` back when a router hands on, so what is remembered is told apart by it.
import type { IncomingMessage } from "node:http";
import { joinPaths } from "./path-text.ts";

interface MountedLayer {
  readonly router: object;
  readonly pattern: string;
}

interface Mounts {
  /** What the layer that was entered last has met. */
  base: string;
  prefix: string;
  /** The patterns before the routers that were entered. */
  readonly prefixes: Map<object, string>;
}

const mountsKey: unique symbol = Symbol.for("telltale.express.mounts") as never;
type Mounted = IncomingMessage & { baseUrl?: string; [mountsKey]?: Mounts };

/** Notes that `layer`, which holds no route, is entered: what it holds may be a router. Returns the pattern it is mounted at. */
export function enterLayer(layer: MountedLayer, request: Mounted): string {
  const mounts = request[mountsKey];
  if (mounts === undefined) {
    if (layer.pattern !== "")
      request[mountsKey] = { base: request.baseUrl ?? "", prefix: layer.pattern, prefixes: new Map() };
    return layer.pattern;
  }
  mounts.base = request.baseUrl ?? "";
  mounts.prefix = joinPaths(mounts.prefixes.get(layer.router) ?? "", layer.pattern);
  return mounts.prefix;
}

/** Notes that `router` is entered, through the layer that was entered last. */
export function enterRouter(router: object, request: Mounted): void {
  const mounts = request[mountsKey];
  if (mounts === undefined) return;
  const base = request.baseUrl ?? "";
  mounts.prefixes.set(router, base !== "" && base === mounts.base ? mounts.prefix : "");
}

/** The patterns before the paths of `router`. */
export function prefixOf(router: object, request: Mounted): string {
  return request[mountsKey]?.prefixes.get(router) ?? "";
}
