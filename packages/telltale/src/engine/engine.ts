// The running engine as the public calls see it: one core per signal for the library's own scope. Made by `start()`.
import type { LoggerCore } from "./logger.ts";
import type { MeterCore } from "./meter.ts";
import type { TracerCore } from "./tracer.ts";

/** What `state.engine` holds between `start()` and `stop()`. */
export interface Engine {
  readonly tracer: TracerCore;
  readonly logger: LoggerCore;
  readonly meter: MeterCore;
  /** Bounded in time; resolves when all has left or was given up. */
  flush(timeoutMs?: number): Promise<void>;
}
