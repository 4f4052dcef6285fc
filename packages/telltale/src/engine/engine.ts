// The running engine as the public calls see it: one core per signal for the library's own scope, and its figures.
import type { LoggerCore } from "./logger.ts";
import type { MeterCore } from "./meter.ts";
import type { Meters } from "./meters.ts";
import type { TracerCore } from "./tracer.ts";

/** What `state.engine` holds between `start()` and `stop()`. */
export interface Engine {
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
