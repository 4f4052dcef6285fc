// The exception of a span behind an error that has no log record.
import type { Attributes } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import { type ApiContext, run } from "../context.ts";
import { toSqlTime } from "../time/time.ts";
import { getSpan } from "../traces/trace.ts";

/** An exception with what its span and its sender say of it. */
export interface SpanException {
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly service: string;
}

/** @returns `undefined` when no span recorded an error with this id, or when the span is no longer stored. */
export async function findSpanException(id: string, context: ApiContext): Promise<SpanException | undefined> {
  const [, timeNs, identity] = /^(\d{1,19})-(\d{1,20})$/.exec(id) ?? [];
  if (timeNs === undefined || identity === undefined || BigInt(identity) >= 2n ** 64n) return undefined;
  const [error] = await run<{ traceId: string; spanId: string; message: string }>(context, "error-span", {
    at: toSqlTime(BigInt(timeNs)),
    identity,
  });
  if (error === undefined) return undefined;
  const found = await getSpan({ id: error.traceId, span: error.spanId }, context).catch(ifStored);
  if (found === undefined) return undefined;
  const { span, resource } = found;
  const events = span.events.filter(({ name }) => name === "exception");
  // The time of an event outside its span was changed when it was stored.
  const event =
    events.find((one) => one.timeNs === timeNs) ??
    events.find((one) => messageOf(one.attributes).startsWith(error.message)) ??
    events[0];
  if (event === undefined) return undefined;
  return { attributes: { ...span.attributes, ...event.attributes }, resource, service: span.service };
}

function messageOf(attributes: Attributes): string {
  return String(attributes["exception.message"]?.value ?? "");
}

function ifStored(error: unknown): undefined {
  if (error instanceof ProblemError && error.code === "SPAN_UNKNOWN") return undefined;
  throw error;
}
