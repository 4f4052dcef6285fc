// bunyan 1.8: each record passes one method on its way to the streams, after its serializers.
import { readField } from "../calls/read-field.ts";
import { isError } from "../engine/errors/error-form.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import {
  createLogBridge,
  isOfClass,
  lineFailed,
  type LogBridge,
  type LogBridgeOptions,
  defineLogIntegration,
  othersOf,
  standAside,
} from "./log-integration.ts";
import { exportsOf } from "./patching/method.ts";

export type { LogBridgeOptions } from "./log-integration.ts";

/** The part of a bunyan logger that is used. */
export interface BunyanLogger {
  child(...args: never[]): unknown;
  addSerializers(serializers: never): void;
}

type Emitted = Record<string, unknown>;
interface Parts {
  readonly streams?: readonly { readonly stream?: unknown }[];
  _emit(record: Emitted, onlyText?: boolean): unknown;
  child(...args: unknown[]): Parts;
  [bridged]?: boolean;
}

const bridged: unique symbol = Symbol.for("telltale.bunyan");
const names: Readonly<Record<number, string>> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};
const taken = ["v", "level", "time", "msg", "pid", "hostname", "err"];

/**
 * Has `logger`, and the children it will have, name the active span in its records and send them as log records too. Returns the same
 * logger.
 *
 * What leaves has been through the logger's serializers. Where `@opentelemetry/instrumentation-bunyan` sends the records already, this
 * bridge does not.
 *
 * @example
 * ```ts
 * import bunyan from "bunyan";
 * import { bridgeBunyan } from "telltale/bunyan";
 *
 * const logger = bridgeBunyan(bunyan.createLogger({ name: "shop" }));
 * logger.info({ orderId: "o1" }, "order paid");
 * logger.child({ tenant: "t1" }).error(new Error("no card"), "charge failed");
 * ```
 */
export function bridgeBunyan<L extends BunyanLogger>(logger: L, options?: LogBridgeOptions): L {
  const bridge = createLogBridge("bunyan", options);
  const parts = logger as unknown as Parts;
  if (typeof parts._emit !== "function") lineFailed(new Error("expected a logger of bunyan 1.8 or 2"));
  else install(parts, bridge);
  return logger;
}

/**
 * Bridges all loggers of `bunyan`, those that there are already too, as {@link bridgeBunyan} does one. Returns the same library.
 *
 * @example
 * ```ts
 * import bunyan from "bunyan";
 * import { instrumentBunyan } from "telltale/bunyan";
 *
 * instrumentBunyan(bunyan) === bunyan; // => true
 * ```
 */
export function instrumentBunyan<L extends object>(library: L, options?: LogBridgeOptions): L {
  return bunyan.instrument(library, options) as L;
}

/** bunyan for `telltale/register`. */
export const bunyan: LibraryIntegration<LogBridgeOptions> = defineLogIntegration({
  name: "bunyan",
  modules: ["bunyan"],
  versions: [[1, 3]],
  instrument(library, options) {
    for (const face of exportsOf(library)) {
      const kind = readField(face, "prototype");
      if (typeof readField(kind, "_emit") === "function" && readField(face, "createLogger") !== undefined)
        install(kind as Parts, createLogBridge("bunyan", options));
    }
  },
});

function install(logger: Parts, bridge: LogBridge): Parts {
  if (logger[bridged] === true) return logger;
  const { _emit: emit, child } = logger;
  Object.defineProperty(logger, bridged, { value: true });
  logger._emit = function (record, onlyText) {
    const fields = bridge.fields();
    if (fields !== undefined) Object.assign(record, fields);
    const text = emit.call(this, record, onlyText);
    if (onlyText !== true) emitLog(record, this, bridge);
    return text;
  };
  logger.child = function (...args) {
    return install(child.apply(this, args), bridge);
  };
  return logger;
}

function emitLog(record: Emitted, { streams = [] }: Parts, bridge: LogBridge): void {
  try {
    if (streams.some(({ stream }) => isOfClass(stream, "OpenTelemetryBunyanStream"))) {
      standAside("bunyan");
      return;
    }
    const { level, msg, err } = record;
    const number = typeof level === "number" ? level : 30;
    bridge.send({
      level: names[number] ?? names[Math.min(60, Math.max(10, Math.floor(number / 10) * 10))] ?? "info",
      severity: Math.min(24, Math.max(1, 1 + Math.floor(((number - 10) * 4) / 10))),
      body: msg,
      error: isError(err) || (typeof err === "object" && err !== null) ? err : undefined,
      attributes: othersOf(record, taken),
    });
  } catch (error) {
    lineFailed(error);
  }
}
