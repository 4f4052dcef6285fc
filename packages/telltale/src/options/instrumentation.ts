// Instrumentations of the OpenTelemetry shape.
import { has } from "../settings/shape.ts";

/** An instrumentation of the OpenTelemetry shape, such as `new HttpInstrumentation()`. */
export interface Instrumentation {
  readonly instrumentationName: string;
  setTracerProvider?(provider: never): void;
  setMeterProvider?(provider: never): void;
  setLoggerProvider?(provider: never): void;
  getConfig?(): { enabled?: boolean };
  enable(): void;
  disable(): void;
}

/** Whether `value` is an instrumentation, or a list of them at any depth. */
export function isInstrumentation(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isInstrumentation) : has("enable")(value);
}
