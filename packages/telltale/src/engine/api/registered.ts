// What copies of `@opentelemetry/api` register and find, and what we need of a copy.
import type { Context, TextMapPropagator } from "@opentelemetry/api";

/** What can be registered. */
export const apiNames = ["trace", "metrics", "logs", "context", "propagation"] as const;
export type ApiName = (typeof apiNames)[number];

/** The object itself. */
export type ApiGlobal = { version: string } & { [place in ApiName | "diag"]?: unknown };

/** A copy of the API: what we need of it. */
export interface ApiCopy {
  readonly propagation?: { setGlobalPropagator?(propagator: TextMapPropagator): boolean } | undefined;
  readonly diag?: { setLogger?: (...args: never[]) => boolean } | undefined;
  readonly trace?: { getTracerProvider?(): unknown } | undefined;
  readonly logs?: { getLoggerProvider?(): unknown } | undefined;
  readonly ROOT_CONTEXT?: Context;
}
