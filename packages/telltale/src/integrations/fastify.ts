// Fastify 4 and 5, by its own diagnostics channel and hooks: the route of a request, and the errors that its handlers throw. The span is node:http's.
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { readField, readTextField } from "../calls/read-field.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { harmless } from "../engine/diagnostics/guard.ts";
import { goingOn } from "./patching/guarded.ts";
import { shared } from "../engine/runtime/shared.ts";
import { noteMounts } from "./fastify/mounts.ts";
import { exchangeOf } from "./http/exchange.ts";
import { httpServerEmits } from "./http-server-integration.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { exportsOf, instrumenting } from "./patching/method.ts";

interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly is404?: boolean;
  readonly routeOptions?: { readonly url?: string | undefined } | undefined;
}

interface FastifyInstance {
  addHook(
    name: "onRequest",
    hook: (request: FastifyRequest, reply: unknown, done: () => void) => void,
  ): unknown;
  addHook(
    name: "onError",
    hook: (request: FastifyRequest, reply: unknown, error: unknown, done: () => void) => void,
  ): unknown;
}

const hooked: unique symbol = Symbol.for("telltale.fastify") as never;
const listening = shared("fastify", () => ({ now: false }));

/**
 * Has the server spans of requests that Fastify answers say their route and the error they failed with. Takes the library, for all instances made
 * from now on, or one instance that has no routes yet. Returns what it was given.
 *
 * Works on the span of node:http: instrument that, too.
 *
 * @example
 * ```ts
 * import fastify from "fastify";
 * import { instrumentFastify } from "telltale/fastify";
 *
 * instrumentFastify(fastify) === fastify; // => true
 * ```
 */
export function instrumentFastify<L>(library: L): L {
  return fastify.instrument(library) as L;
}

/** Fastify for `telltale/register`. */
export const fastify: LibraryIntegration = {
  name: "fastify",
  modules: ["fastify"],
  versions: [[4, 6]],
  instrument: (library) =>
    instrumenting(library, () => {
      if (isInstance(library)) addHooks(library);
      else if (exportsOf(library).some(isLibrary)) listen();
    }),
  emits: httpServerEmits,
};

function isInstance(value: unknown): value is FastifyInstance {
  return typeof readField(value, "addHook") === "function";
}

function isLibrary(face: object): boolean {
  return typeof face === "function" && typeof readField(face, "fastify") === "function";
}

function listen(): void {
  if (listening.now) return;
  listening.now = true;
  // published when an instance is made, before the application has added anything
  subscribe(
    "fastify.initialization",
    harmless((message: unknown) => {
      const instance = readField(message, "fastify");
      if (isInstance(instance)) addHooks(instance);
    }),
  );
}

function addHooks(instance: FastifyInstance): void {
  if (hooked in instance) return;
  try {
    Object.defineProperty(instance, hooked, { value: true });
    noteMounts(instance);
    instance.addHook(
      "onRequest",
      goingOn<[FastifyRequest, unknown]>((request) => {
        const exchange = exchangeOf(request.raw);
        // read at the end: the object with the route is made anew each time
        if (exchange !== undefined) exchange.findRoute = () => routeOf(request);
      }),
    );
    instance.addHook(
      "onError",
      goingOn<[FastifyRequest, unknown, unknown]>((request, _reply, error) =>
        exchangeOf(request.raw)?.handled(error),
      ),
    );
  } catch (error) {
    report("instrument_failed", error);
  }
}

function routeOf(request: FastifyRequest): string | undefined {
  if (request.is404 === true) return undefined;
  return readTextField(request.routeOptions, ["url"]) ?? readTextField(request, ["routerPath"]);
}
