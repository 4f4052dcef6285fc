// Log records and named events, as the user calls them.
import { severities } from "./engine/api/enums.ts";
import { mergeAttributes } from "./engine/attributes/attribute-list.ts";
import { report } from "./engine/diagnostics/diagnose.ts";
import { guardMethods, harmless } from "./engine/diagnostics/guard.ts";
import { exceptionAttributes } from "./engine/errors/error-facts.ts";
import { isError } from "./engine/errors/error-form.ts";
import { activeScope } from "./engine/context/scope.ts";
import { state } from "./engine/running/state.ts";
import type {
  Attributes,
  AttributesOf,
  DeclaredName,
  Given,
  LogGiven,
  LogGivenOrError,
  NoOther,
  OpenName,
} from "./typed.ts";
import { noteNotStarted } from "./engine/diagnostics/not-started.ts";

/** How much a record matters. */
export type LogLevel = keyof typeof severities;

/**
 * One method per level. `attributes` may hold any value; an error in their place, or as their field `error` or `err`, becomes
 * `exception.type`, `exception.message` and `exception.stacktrace`, with its causes and the fields of its class. `warn`, `error` and `fatal` take
 * what a `catch` block has as it is: a thrown value that is not an object is recorded the same way.
 */
export interface Log<Base extends object = {}> {
  trace<M extends LogMessage>(message: M, ...attributes: LogGiven<M, keyof Base>): void;
  debug<M extends LogMessage>(message: M, ...attributes: LogGiven<M, keyof Base>): void;
  info<M extends LogMessage>(message: M, ...attributes: LogGiven<M, keyof Base>): void;
  warn<M extends LogMessage>(message: M, ...attributes: LogGivenOrError<M, keyof Base>): void;
  error<M extends LogMessage>(message: M, ...attributes: LogGivenOrError<M, keyof Base>): void;
  fatal<M extends LogMessage>(message: M, ...attributes: LogGivenOrError<M, keyof Base>): void;
  /** A log whose records carry `attributes` too, inner ones winning. */
  with<A extends Attributes>(attributes: A & NoOther<A>): Log<Base & A>;
  /** Whether a record of this level would leave: ask before making attributes that cost something. */
  enabled(level: LogLevel): boolean;
}

type LogMessage = DeclaredName<"logs"> | OpenName<"logs">;

/**
 * Writes log records, correlated with the active span and stamped with the context attributes. Which levels leave is decided by
 * `start({ logs: { minimumSeverity: "info" } })` or `TELLTALE_LOGS_MINIMUM_SEVERITY`. Never throws.
 *
 * @example
 * ```ts
 * import { log } from "telltale";
 *
 * log.info("order paid", { "order.id": "o-1" });
 * const tenant = log.with({ "tenant.id": "t1" });
 * tenant.warn("slow");
 * tenant.error("charge failed", new Error("no card"));
 * if (log.enabled("debug")) log.debug("cart", { items: [1, 2, 3] });
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
export function event<N extends DeclaredName<"events">>(
  name: N,
  ...attributes: Given<AttributesOf<"events", N>>
): void;
export function event(name: OpenName<"events">, attributes?: object): void;
export function event(name: string, attributes?: object): void {
  if (state.engine === undefined) noteNotStarted("event()", event);
  emitEvent(name, attributes);
}

const emitEvent = harmless((name: string, attributes: object | undefined) =>
  state.engine?.logger.emit({ eventName: toEventName(name), severityNumber: severities.info, attributes }),
);

function toEventName(name: unknown): string {
  if (typeof name === "string" && name !== "") return name;
  report("event_name_invalid");
  return "unnamed";
}

function createLog(base: object | undefined): Log {
  const write = (level: LogLevel) => {
    const severityNumber = severities[level];
    const severityText = level.toUpperCase();
    return function written(message: string, attributes?: unknown): void {
      const { engine } = state;
      if (engine === undefined) {
        noteNotStarted(`log.${level}()`, written);
        return;
      }
      try {
        const own =
          attributes === undefined || attributes === null
            ? undefined
            : withException(attributes, severityNumber);
        const all = base === undefined ? own : mergeAttributes(base, own);
        engine.logger.emit({ severityNumber, severityText, body: message, attributes: all });
      } catch (error) {
        report("internal_error", error);
      }
    };
  };
  const made: Log = {
    trace: write("trace"),
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    fatal: write("fatal"),
    with: (attributes) => createLog(mergeAttributes(base, attributes)),
    enabled: harmless((level) => {
      const isLevel = typeof level === "string" && Object.hasOwn(severities, level);
      const severity: number | undefined = isLevel ? severities[level] : undefined;
      return state.engine?.logger.enabled(severity, undefined, activeScope()) ?? false;
    }, false),
  };
  return guardMethods(made, "with");
}

/** The attributes with an error among them, or in their place, named by the exception conventions. */
function withException(attributes: unknown, severity: number): object {
  // below `warn` it is a mistake, which is counted where attributes are read
  if (typeof attributes !== "object" && severity >= severities.warn) return exceptionAttributes(attributes);
  try {
    if (isError(attributes)) return exceptionAttributes(attributes);
    const { error, err } = attributes as { readonly error?: unknown; readonly err?: unknown };
    const thrown = isError(error) ? error : err;
    if (!isError(thrown)) return attributes as object;
    const others = mergeAttributes(attributes as object);
    delete others[thrown === error ? "error" : "err"];
    return { ...exceptionAttributes(thrown), ...others };
  } catch {
    // what cannot be asked is left to those who read each field by itself
    return attributes as object;
  }
}
