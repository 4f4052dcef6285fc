// winston 3: the span is noted when a line is written, the line is recorded after the logger's own format has made it.
import type { Context } from "@opentelemetry/api";
import { readField } from "../calls/read-field.ts";
import { keysOf } from "../engine/attributes/attribute-list.ts";
import { hideFields, ownFieldsOf } from "../engine/errors/error-fields.ts";
import { isError } from "../engine/errors/error-form.ts";
import { activeScope } from "../engine/context/scope.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import {
  createLogBridge,
  isOfClass,
  lineFailed,
  type LogBridge,
  type LogBridgeOptions,
  defineLogIntegration,
  othersOf,
  spanFieldNames,
  standAside,
} from "./log-integration.ts";
import { exportsOf, type Method, wrapMethod } from "./patching/method.ts";

export type { LogBridgeOptions } from "./log-integration.ts";

/** The part of a winston logger that is used. */
export interface WinstonLogger {
  level: string;
  readonly levels: Readonly<Record<string, number>>;
  readonly transports: readonly object[];
}

interface Info extends Record<string | symbol, unknown> {
  readonly level: string;
  readonly message: unknown;
}
interface Format {
  readonly options?: unknown;
  transform(info: Info, options?: unknown): Info | boolean;
}
interface Parts {
  format: Format;
  write(info: Info, ...rest: unknown[]): unknown;
  [bridged]?: boolean;
}

const bridged: unique symbol = Symbol.for("telltale.winston");
const levelKey = Symbol.for("level");
const splatKey = Symbol.for("splat");
const written: unique symbol = Symbol("telltale.context");

/**
 * Has `logger`, and its children, name the active span in its lines and send them as log records too. Returns the same logger.
 *
 * What leaves has been through the logger's own format, so what that redacts stays redacted. Where
 * `@opentelemetry/instrumentation-winston` sends the lines already, this bridge does not. Bridge again after `configure()`.
 *
 * @example
 * ```ts
 * import winston from "winston";
 * import { bridgeWinston } from "telltale/winston";
 *
 * const logger = bridgeWinston(winston.createLogger({ transports: [new winston.transports.Console()] }));
 * logger.info("order paid", { orderId: "o1" });
 * logger.error("charge failed", new Error("no card"));
 * ```
 */
export function bridgeWinston<L extends WinstonLogger>(logger: L, options?: LogBridgeOptions): L {
  const bridge = createLogBridge("winston", options);
  const parts = logger as unknown as Parts;
  if (typeof parts.write !== "function" || typeof parts.format?.transform !== "function") {
    lineFailed(new Error("expected a logger of winston 3"));
    return logger;
  }
  if (parts[bridged] !== true) parts.write = noting(parts.write, bridge);
  parts[bridged] = true;
  if (bridge.forwards && !(written in parts.format)) parts.format = forwarding(parts.format, logger, bridge);
  return logger;
}

/**
 * Bridges all loggers that `winston` will make, and its own one, as {@link bridgeWinston} does. Returns the same library.
 *
 * @example
 * ```ts
 * import winston from "winston";
 * import { instrumentWinston } from "telltale/winston";
 *
 * instrumentWinston(winston) === winston; // => true
 * ```
 */
export function instrumentWinston<L extends object>(library: L, options?: LogBridgeOptions): L {
  return winston.instrument(library, options) as L;
}

/** winston for `telltale/register`. */
export const winston: LibraryIntegration<LogBridgeOptions> = defineLogIntegration({
  name: "winston",
  modules: ["winston"],
  versions: [[3, 4]],
  instrument(library, options) {
    for (const face of exportsOf(library)) {
      if (typeof readField(face, "createLogger") !== "function") continue;
      const bridgingAll = (make: Method): Method =>
        function made(this: unknown, ...args) {
          return bridgeIfLogger(make.apply(this, args), options);
        };
      wrapMethod(face, "createLogger", bridgingAll);
      const containers = readField(readField(face, "Container"), "prototype");
      wrapMethod(containers, "add", bridgingAll);
      wrapMethod(containers, "get", bridgingAll);
      bridgeOwn(face, options);
      // it makes the format anew
      wrapMethod(
        face,
        "configure",
        (configure) =>
          function configured(this: unknown, ...args) {
            const result: unknown = configure.apply(this, args);
            bridgeOwn(face, options);
            return result;
          },
      );
    }
  },
});

/** The logger behind `winston.info()` and its like, which only its exception handler names. */
function bridgeOwn(face: object, options: LogBridgeOptions | undefined): void {
  bridgeIfLogger(readField(readField(face, "exceptions"), "logger"), options);
}

function bridgeIfLogger(logger: unknown, options: LogBridgeOptions | undefined): unknown {
  if (typeof readField(logger, "write") !== "function") return logger;
  return bridgeWinston(logger as WinstonLogger, options);
}

function noting(write: Parts["write"], bridge: LogBridge): Parts["write"] {
  return function noted(this: unknown, info, ...rest) {
    try {
      if (typeof info === "object" && info !== null) {
        // a line that is written again is not in the span it was in
        if (written in info) for (const name of spanFieldNames) Reflect.deleteProperty(info, name);
        if (isError(info))
          hideFields(info, ["level", ...spanFieldNames, ...fieldsOf(readField(this, "defaultMeta"))]);
        Object.assign(info, bridge.fields(), { [written]: activeScope() });
      }
    } catch (error) {
      // a frozen line stays as it is
      lineFailed(error);
    }
    return write.call(this, info, ...rest);
  };
}

function forwarding(format: Format, logger: WinstonLogger, bridge: LogBridge): Format {
  const forwarded: Format & { readonly [written]: true } = {
    // its own options are handed on by the logger
    ...format,
    [written]: true,
    transform(info, options) {
      const context = info[written] as Context | undefined;
      const splat = info[splatKey];
      const own = isError(info) ? fieldsOf(info) : undefined;
      const made = format.transform(info, options);
      if (own !== undefined && made === info)
        hideFields(
          info,
          fieldsOf(info).filter((name) => !own.includes(name)),
        );
      if (typeof made === "object" && isWanted(made, logger)) emit(made, splat, context, logger, bridge);
      return made;
    },
  };
  return forwarded;
}

/** The names of the fields of what may be an object. Never throws. */
function fieldsOf(value: unknown): string[] {
  return typeof value === "object" && value !== null ? keysOf(value) : [];
}

function isWanted(info: Info, { level, levels, transports }: WinstonLogger): boolean {
  const rank = levels[String(info[levelKey] ?? info.level)];
  const least = transports.map(
    (transport) => levels[(transport as { level?: string }).level ?? level] ?? Infinity,
  );
  // the most talkative transport decides, as it does for the line itself
  return (
    rank === undefined || rank <= Math.max(...(least.length === 0 ? [levels[level] ?? Infinity] : least))
  );
}

function emit(
  info: Info,
  splat: unknown,
  context: Context | undefined,
  { transports }: WinstonLogger,
  bridge: LogBridge,
): void {
  try {
    if (transports.some((transport) => isOfClass(transport, "OpenTelemetryTransportV3"))) {
      standAside("winston");
      return;
    }
    const candidates = [info["error"], info["err"], info, ...(Array.isArray(splat) ? splat : [])];
    const thrown = candidates.find(isError);
    const error = thrown ?? (typeof info["stack"] === "string" ? { stack: info["stack"] } : undefined);
    // the fields of an error that was given in the place of attributes are among the line's own
    const doubled =
      thrown !== undefined && thrown !== info["error"] && thrown !== info["err"] ? ownFieldsOf(thrown) : [];
    const named = ["error", "err"].filter((key) => thrown !== undefined && info[key] === thrown);
    const taken = [
      "level",
      "message",
      "timestamp",
      ...(error === undefined ? [] : ["stack", "cause"]),
      ...doubled,
      ...named,
    ];
    bridge.send({
      level: String(info[levelKey] ?? info.level),
      body: info.message,
      error,
      attributes: othersOf(info, taken),
      context,
    });
  } catch (error) {
    lineFailed(error);
  }
}
