// Handlers of functions as a service: the trace continues from the event, and everything is exported before the handler returns.
import { attempt } from "../engine/errors/attempt.ts";
import { SpanKind, SpanStatusCode } from "../engine/api/enums.ts";
import { readField, readTextField, readWholeField } from "../calls/read-field.ts";
import { readNumber } from "../calls/read-options.ts";
import { runTraced } from "../engine/completion/run-traced.ts";
import { state } from "../engine/running/state.ts";
import type { Engine } from "../engine/running/engine.ts";
import type { EngineSpan, Span } from "../engine/span/span.ts";
import { tracerProvider } from "../engine/registration/live-providers.ts";
import { type Arrival, readEvent } from "./lambda/event.ts";

/** How a handler is traced. */
export interface LambdaOptions {
  /** How long to wait for what is left to leave; 2000 ms by default, and never longer than the function still has. */
  readonly flushTimeoutMs?: number | undefined;
}

type Handler = (event: any, context: any, callback?: any) => any;

/**
 * Wraps the handler of an AWS Lambda function, or of one of that form: a span around each invocation, below the trace that the event carries
 * (headers of HTTP, attributes of SQS and SNS messages; several are linked), and everything has been sent before the answer is given.
 *
 * Handlers may return, return a promise, or, with three parameters, call back. Before `start()` it is called as it is.
 *
 * @example
 * ```ts
 * import { wrapLambda } from "telltale/lambda";
 *
 * const handler = wrapLambda(async (event: { id: string }) => ({ statusCode: 200, body: event.id }));
 * (await handler({ id: "o1" }, {})).statusCode; // => 200
 * ```
 */
export function wrapLambda<H extends Handler>(
  handler: H,
  options: LambdaOptions = {},
): (event: Parameters<H>[0], context?: unknown) => Promise<Awaited<ReturnType<H>>> {
  const flushTimeoutMs = readNumber(readField(options, "flushTimeoutMs"), 2000);
  let cold = true;
  const traced = async (event: unknown, context: unknown): Promise<unknown> => {
    const { engine } = state;
    const isCold = cold;
    cold = false;
    const run = (): unknown => call(handler, event, context);
    if (engine === undefined) return run();
    const begun = attempt("wrapLambda", () => begin(engine, event, context, isCold), undefined);
    try {
      if (begun === undefined) return await run();
      const { arrival, span } = begun;
      return await runTraced(arrival.scope, span, async () => {
        const answer = await run();
        attempt("wrapLambda", () => recordAnswer(span, arrival, answer), undefined);
        return answer;
      });
    } finally {
      await flush(flushTimeoutMs, context);
    }
  };
  return traced as (event: Parameters<H>[0], context?: unknown) => Promise<Awaited<ReturnType<H>>>;
}

function begin(
  { tracer }: Engine,
  event: unknown,
  context: unknown,
  isCold: boolean,
): { readonly arrival: Arrival; readonly span: EngineSpan } {
  const arrival = readEvent(event, context);
  const { name, kind, links, scope } = arrival;
  const attributes = { ...arrival.attributes, ...aboutFunction(context), "faas.coldstart": isCold };
  return { arrival, span: tracer.start(name, { kind, links, attributes }, scope.span, scope) };
}

function call(handler: Handler, event: unknown, context: unknown): unknown {
  if (handler.length < 3) return handler(event, context);
  return new Promise((resolve, reject) => {
    const given: unknown = handler(event, context, (error: unknown, answer: unknown) => {
      if (error === null || error === undefined) resolve(answer);
      else reject(error as Error);
    });
    if (typeof readField(given, "then") === "function") resolve(given);
  });
}

function aboutFunction(context: unknown): Record<string, unknown> {
  const arn = readTextField(context, ["invokedFunctionArn"]);
  return {
    "faas.name": readTextField(context, ["functionName"]),
    "faas.version": readTextField(context, ["functionVersion"]),
    "faas.invocation_id": readTextField(context, ["awsRequestId"]),
    "cloud.resource_id": arn,
    "cloud.account.id": arn?.split(":")[4],
  };
}

function recordAnswer(span: Span, { kind }: Arrival, answer: unknown): void {
  if (kind !== SpanKind.SERVER) return;
  const status = readWholeField(answer, "statusCode");
  span.setAttribute("http.response.status_code", status);
  if (status === undefined || status < 500) return;
  span.setAttribute("error.type", String(status));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function leftMs(context: unknown): number {
  const left = readField(context, "getRemainingTimeInMillis");
  const ms: unknown = typeof left === "function" ? left.call(context) : undefined;
  // what is left of the time is the answer's
  return typeof ms === "number" ? Math.max(0, ms - 50) : Infinity;
}

/** Waits until everything has left, or for as long as there is time. Never rejects. */
async function flush(timeoutMs: number, context: unknown): Promise<void> {
  const waitMs = Math.min(
    timeoutMs,
    attempt("wrapLambda", () => leftMs(context), Infinity),
    2 ** 31 - 1,
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  const flushed = attempt("wrapLambda", async () => tracerProvider.forceFlush(), undefined);
  await Promise.race([flushed?.catch(() => {}), late]);
  clearTimeout(timer);
}
