// NestJS: which method of which controller answers, and what it throws, also where a filter makes an answer of it. Of requests the span is
// node:http's, and the route comes from the Express or Fastify below. What clients and servers of microservices do is in nestjs/.
import { readField } from "../calls/read-field.ts";
import { types } from "../engine/runtime/builtin.ts";
import { exchangeOf, heard } from "./http/exchange.ts";
import { httpServerEmits } from "./http-server-integration.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { instrumentClients } from "./nestjs/clients.ts";
import { microserviceEmits } from "./nestjs/emits.ts";
import { instrumentGrpcClient } from "./nestjs/grpc-client.ts";
import { instrumentMakers, methodName } from "./nestjs/handled.ts";
import { instrumentServers } from "./nestjs/servers.ts";
import { exportsOf, instrumenting, type Method, wrapMethod } from "./patching/method.ts";
import { prototypeOf } from "./patching/class.ts";

/**
 * Has the server spans of requests that NestJS answers name the method of the controller (`code.function.name`) and the error they failed with.
 * Takes `@nestjs/core` and returns it. Call it before applications are made.
 *
 * Works on the span of node:http; the route comes from the Express or Fastify below: instrument those, too.
 *
 * Given `@nestjs/microservices`, it has messages traced: `send()` and `emit()` of clients, and each handler, whose span continues the trace of
 * the sender. The context travels in the packets of TCP, Redis and MQTT and in the metadata of gRPC. Over RabbitMQ, NATS and Kafka it travels
 * in headers: instrument the client of the broker, too.
 *
 * @example
 * ```ts
 * import * as core from "@nestjs/core";
 * import { instrumentNestjs } from "telltale/nestjs";
 *
 * instrumentNestjs(core) === core; // => true
 * ```
 */
export function instrumentNestjs<L>(library: L): L {
  return nestjs.instrument(library) as L;
}

/** NestJS for `telltale/register`. */
export const nestjs: LibraryIntegration = {
  name: "nestjs",
  modules: ["@nestjs/core", "@nestjs/microservices"],
  versions: [[10, 13]],
  instrument: (library) =>
    instrumenting(library, () => {
      for (const face of exportsOf(library)) {
        const factory = readField(face, "NestFactory");
        if (typeof readField(factory, "create") === "function") wrapMethod(factory, "create", creating);
        instrumentClients(face);
        instrumentServers(face);
        instrumentGrpcClient(face);
        wrapMethod(prototypeOf(readField(face, "NestMicroservice")), "createServer", creatingServer);
      }
    }),
  emits: [...httpServerEmits, ...microserviceEmits],
};

function creatingServer(create: Method): Method {
  return function created(this: unknown, ...args) {
    instrumentMakers(this);
    return create.apply(this, args) as unknown;
  };
}

function creating(create: Method): Method {
  return function created(this: unknown, ...args) {
    const made: unknown = create.apply(this, args);
    if (types.isPromise(made)) return made.then(adopt);
    return adopt(made);
  };
}

/** What makes a handler of a controller's method is of a class that is not exported: the application that was just made has one. */
function adopt(application: unknown): unknown {
  const explorer = readField(readField(application, "routesResolver"), "routerExplorer");
  const maker = readField(explorer, "executionContextCreator");
  if (typeof readField(maker, "create") === "function")
    wrapMethod(Object.getPrototypeOf(maker), "create", makingHandlers);
  return application;
}

function makingHandlers(create: Method): Method {
  return function made(this: unknown, ...args) {
    const handler: unknown = create.apply(this, args);
    return typeof handler === "function"
      ? handleInside(handler as Method, methodName(args[0], args[2]))
      : handler;
  };
}

function handleInside(handler: Method, name: string | undefined): Method {
  return function named(this: unknown, request: unknown, ...rest: unknown[]) {
    // Fastify has its own request around that of node:http
    const exchange = exchangeOf(request) ?? exchangeOf(readField(request, "raw"));
    if (exchange === undefined) return handler.call(this, request, ...rest);
    exchange.span.setAttribute("code.function.name", name);
    return heard(exchange, () => handler.call(this, request, ...rest) as unknown);
  };
}
