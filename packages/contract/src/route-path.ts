// Names of routes as methods and paths. Without schemas, so that the pages can load it.
import type { PathParams } from "./route.ts";
import type { RouteName } from "./routes.ts";

/** Method and path of a name such as `GET /api/traces/:id`. */
export function splitRoute(name: string): { readonly method: string; readonly path: string } {
  const at = name.indexOf(" ");
  return { method: name.slice(0, at), path: name.slice(at + 1) };
}

/** The path of a route, its parameters encoded into it. */
export function pathOf<Name extends RouteName>(name: Name, params?: PathParams<Name>): string {
  return fillPath(splitRoute(name).path, params as Readonly<Record<string, string>> | undefined);
}

/** `path` with values for its `:parameters`. */
export function fillPath(path: string, params: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}
