// The running engine as the public calls see it: one core per signal for the library's own scope, and its figures.
import type { LoggerCore } from "../log/logger.ts";
import type { MeterCore } from "../meter/meter.ts";
import type { Meters } from "../meter/meters.ts";
import type { SpanStarter } from "../recording/passive-span.ts";
import type { ExceptionLogger } from "../completion/exception-signal.ts";
import type { TracerCore } from "../tracer/tracer.ts";

/** What `state.engine` holds between `start()` and `stop()`. */
export interface Engine extends SpanStarter, ExceptionLogger {
  readonly tracer: TracerCore;
  readonly logger: LoggerCore;
  readonly meter: MeterCore;
  /** All meters, their callbacks and readers. */
  readonly meters: Meters;
}

/** Gives the present values of an observed instrument: a number, or one per attribute set. */
export type Observe = () => Observed | Promise<Observed>;

/** What an observation gives; undefined for nothing to report. */
export type Observed =
  | number
  | undefined
  | readonly { readonly value: number; readonly attributes?: object }[];
