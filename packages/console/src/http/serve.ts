// The one place where routes of the API are registered: those that the contract declares.
import { type Access, type Route, type RouteName, routes, splitRoute } from "contract";
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from "fastify";

type RequestHandler = (request: FastifyRequest, reply: FastifyReply) => unknown;

interface Endpoint {
  readonly method: string;
  readonly path: string;
  readonly access?: Access | undefined;
}

/** Registers the handler of a route of the contract. */
export function serve(
  app: FastifyInstance,
  name: RouteName,
  handler: RequestHandler,
  more: { readonly bodyLimit?: number } = {},
): void {
  const { access }: Route = routes[name];
  addRoute(app, { ...splitRoute(name), access }, handler, more);
}

/** The same for a route that `toRoutes` (api/route.ts) has made of the contract. */
export function addRoute(
  app: FastifyInstance,
  { method, path, access }: Endpoint,
  handler: RequestHandler,
  more: { readonly bodyLimit?: number } = {},
): void {
  const config = access === undefined ? {} : { access };
  app.route({ method: method as HTTPMethods, url: path, config, handler, ...more });
}
