// Log records and named events, as the user calls them.
import { mergeAttributes } from "./engine/attribute-list.ts";
import { report } from "./engine/diagnose.ts";
import { state } from "./engine/state.ts";

/** One method per severity. `attributes` may hold any value. */
export interface Log {
  trace(message: string, attributes?: object): void;
  debug(message: string, attributes?: object): void;
  info(message: string, attributes?: object): void;
  warn(message: string, attributes?: object): void;
  error(message: string, attributes?: object): void;
  fatal(message: string, attributes?: object): void;
  /** A log whose records carry `attributes` too. */
  with(attributes: object): Log;
}

const severities = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 } as const;

/**
 * Writes log records, correlated with the active span and stamped with the context attributes.
 *
 * @example
 * ```ts
 * import { log } from "telltale";
 *
 * log.info("order paid", { "order.id": "o-1" });
 * log.with({ "tenant.id": "t1" }).warn("slow");
 * ```
 */
export const log: Log = createLog(undefined);

/**
 * Emits a named event: a log record with that `event_name`.
 *
 * @example
 * ```ts
 * import { event } from "telltale";
 *
 * event("cart.abandoned", { "cart.items": 3 });
 * ```
 */
export function event(name: string, attributes?: object): void {
  state.engine?.logger.emit({ eventName: toEventName(name), severity: severities.info, attributes });
}

function toEventName(name: unknown): string {
  if (typeof name === "string" && name !== "") return name;
  report("event_name_invalid");
  return "unnamed";
}

function createLog(base: object | undefined): Log {
  const write = (level: keyof typeof severities) => {
    const severity = severities[level];
    const severityText = level.toUpperCase();
    return (message: string, attributes?: object): void => {
      const { engine } = state;
      if (engine === undefined) return;
      const all = base === undefined ? attributes : mergeAttributes(base, attributes);
      engine.logger.emit({ severity, severityText, body: message, attributes: all });
    };
  };
  return {
    trace: write("trace"),
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    fatal: write("fatal"),
    with: (attributes) => createLog(mergeAttributes(base, attributes)),
  };
}
