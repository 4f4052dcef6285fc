// Nitro and Nuxt. Their builds have h3 inside, where nothing reaches it; what plugins get has the same information.
import { readField, readTextField } from "../../calls/read-field.ts";
import { report } from "../../engine/diagnostics/diagnose.ts";
import { type Exchange, exchangeOf } from "../http/exchange.ts";

/** The part of a Nitro application that is used: what plugins are given. */
export interface NitroApplication {
  readonly hooks: { hook(name: string, heard: (...args: any[]) => void): unknown };
}

/** The part of a Nuxt application that is used: what plugins are given. */
export interface NuxtApplication {
  hook(name: string, heard: (...args: any[]) => void): unknown;
}

/**
 * Has the server spans of requests that Nitro 2 or 3 answers say their route and the error they failed with. It is a plugin of Nitro: give it as one,
 * in `server/plugins` (Nuxt, Nitro 2) or `plugins` (Nitro 3). Never throws.
 *
 * Works on the span of node:http: instrument that, too, or start the server with `telltale/register`.
 *
 * @example
 * ```ts
 * // server/plugins/telltale.ts
 * import { instrumentNitro } from "telltale/h3";
 *
 * export default instrumentNitro;
 * ```
 */
export function instrumentNitro(application: NitroApplication): void {
  listen(readField(application, "hooks"), "hook", {
    request: (event) => {
      const exchange = exchangeOfEvent(event);
      // the route is found after this
      if (exchange !== undefined) exchange.findRoute = () => routeOfEvent(event);
    },
    error: (error, context) => exchangeOfEvent(readField(context, "event"))?.handled(causeOf(error)),
  });
}

/**
 * Has the server spans of pages that Nuxt 3 or 4 renders say the page's route (`/orders/:id`), where Nitro knows one route for all of them. It is a
 * plugin of Nuxt: give it as one, for the server only. Never throws.
 *
 * @example
 * ```ts
 * // app/plugins/telltale.server.ts
 * import { instrumentNuxt } from "telltale/h3";
 *
 * export default instrumentNuxt;
 * ```
 */
export function instrumentNuxt(application: NuxtApplication): void {
  listen(application, "hook", {
    "app:rendered": () => {
      const exchange = exchangeOfEvent(readField(readField(application, "ssrContext"), "event"));
      const route = routeOfPage(readField(application, "$router"));
      if (exchange !== undefined && route !== undefined) exchange.route = route;
    },
  });
}

type Heard = (...args: readonly unknown[]) => void;

function listen(owner: unknown, method: string, hooks: Readonly<Record<string, Heard>>): void {
  const hook = readField(owner, method);
  if (typeof hook !== "function") {
    report("instrument_failed", new Error("expected the application that Nitro or Nuxt gives to plugins"));
    return;
  }
  for (const [name, heard] of Object.entries(hooks)) hook.call(owner, name, guarded(heard));
}

function guarded(heard: Heard): Heard {
  return (...args) => {
    try {
      heard(...args);
    } catch (error) {
      report("instrument_failed", error);
    }
  };
}

/** Of Nitro 2 by the request of node:http, of Nitro 3 by what its request is made of. */
function exchangeOfEvent(event: unknown): Exchange | undefined {
  const ofNode = readField(readField(event, "node"), "req");
  const runtime = readField(readField(event, "req"), "runtime");
  return exchangeOf(ofNode) ?? exchangeOf(readField(readField(runtime, "node"), "req"));
}

function routeOfEvent(event: unknown): string | undefined {
  // Nitro 3 passes the request, which shares the context of h3's event
  const context = readField(event, "context") ?? readField(readField(event, "req"), "context");
  const matched = readField(context, "matchedRoute");
  return readTextField(matched, ["route", "path"]);
}

function routeOfPage(router: unknown): string | undefined {
  const current = readField(readField(router, "currentRoute"), "value");
  const matched = readField(current, "matched");
  const path = Array.isArray(matched) ? readTextField(matched.at(-1), ["path"]) : undefined;
  // Nuxt ends each parameter in an empty expression: `:id()`
  return path?.replaceAll("()", "");
}

/** What was thrown, and not what h3 has made of it. */
function causeOf(error: unknown): unknown {
  const isWrapped = readField(error, "unhandled") === true;
  return isWrapped ? (readField(error, "cause") ?? error) : error;
}
