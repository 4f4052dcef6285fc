// A route of the contract and the handler that answers it. The contract declares its parameters; they are validated here, so that
// a handler gets values of their types.
import {
  type ParamsOf,
  requiredText,
  type ResultOf,
  type Route,
  type RouteName,
  routes,
  splitRoute,
} from "contract";
import { z } from "zod";
import type { Answer } from "./answer.ts";
import type { Attachment } from "./attachment.ts";
import type { ApiContext, ApiRoute } from "./context.ts";
import { readParams } from "./params/params.ts";

/** Answers a route with the body of a 200. @throws {ProblemError} for every error that the caller can fix. */
export type Handler<Name extends RouteName> = (
  params: ParamsOf<Name>,
  context: ApiContext,
) => Promise<ResultOf<Name> | Answer | Attachment>;

/** Routes of the contract with their handlers; `more` holds for all of them. */
export function toRoutes<Name extends RouteName>(
  handlers: { readonly [One in Name]: Handler<One> },
  more: Pick<ApiRoute, "audited" | "noted"> = {},
): readonly ApiRoute[] {
  return Object.entries<Handler<never>>(handlers).map(([name, handler]) => {
    const { method, path } = splitRoute(name);
    const route: Route = routes[name as RouteName];
    const form = formOf(path, route);
    return {
      method: method as ApiRoute["method"],
      path,
      access: route.access,
      isLong: route.isLong,
      ...more,
      handler: async (raw, context) => handler(readParams(form, raw) as never, context),
    };
  });
}

/** Parameters of the path and of the query together. */
function formOf(path: string, { params, query }: Route): z.ZodObject {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => [name, requiredText] as const);
  return z.object({ ...query, ...Object.fromEntries(inPath), ...params });
}
