// A middleware as a span, where that is asked for: it lasts until it hands on, or until the answer.
import type { IncomingMessage } from "node:http";
import { activeScope, enterScope, openSpan, storage } from "../../engine/scope.ts";
import { state } from "../../engine/state.ts";
import { exchangeOf } from "../http/exchange.ts";

type Next = (error?: unknown) => unknown;

/** Runs `handle` in a span `middleware {name}`; what follows it runs outside again. */
export function runMiddleware(
  name: string,
  request: IncomingMessage,
  next: Next,
  handle: (next: Next) => unknown,
): unknown {
  const { engine } = state;
  const exchange = exchangeOf(request);
  if (engine === undefined || exchange === undefined) return handle(next);
  const scope = activeScope();
  const attributes = { "code.function.name": name };
  const span = engine.tracer.start(`middleware ${name}`, { attributes }, openSpan(scope), scope);
  // one that answers by itself never says that it is over
  (exchange.inner ??= []).push(span);
  return storage.run(enterScope(scope, span), () =>
    handle((error) => {
      span.close();
      return storage.run(scope, next, error);
    }),
  );
}
