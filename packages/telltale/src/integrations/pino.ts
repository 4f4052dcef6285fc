// pino 9 and 10: what a logger writes is read from its finished line, after its own serializers and redaction.
import { readField } from "../calls/read-field.ts";
import { mergeAttributes } from "../engine/attributes/attribute-list.ts";
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
import { dress, isWrapped, type Method } from "./patching/method.ts";

export type { LogBridgeOptions } from "./log-integration.ts";

/** The part of a pino logger that is used. */
export interface PinoLogger {
  readonly levels: { readonly labels: Readonly<Record<number, string>> };
  child(bindings: never): unknown;
}

type Parts = Record<symbol, unknown>;
type Mixin = (object: object, level: number, logger: object) => object;
type AsJson = (this: Parts, object: object, message: unknown, level: number, time: string) => string;

const bridged: unique symbol = Symbol.for("telltale.pino");

/**
 * Has `logger`, and the children it will have, name the active span in its lines and send them as log records too. Returns the same logger.
 *
 * What leaves has been through the logger's own serializers and redaction. Where `@opentelemetry/instrumentation-pino` sends the
 * lines already, this bridge does not. Costs what reading the line back as JSON does, some 2 µs.
 *
 * @example
 * ```ts
 * import pino from "pino";
 * import { bridgePino } from "telltale/pino";
 *
 * const logger = bridgePino(pino({ redact: ["card.number"] }));
 * logger.info({ orderId: "o1" }, "order paid");
 * logger.child({ tenant: "t1" }).error(new Error("no card"), "charge failed");
 * ```
 */
export function bridgePino<L extends PinoLogger>(logger: L, options?: LogBridgeOptions): L {
  const bridge = createLogBridge("pino", options);
  const parts = logger as unknown as Parts;
  if (parts[bridged] === true) return logger;
  const symbols = symbolsOf(logger);
  const asJsonKey = symbols.get("pino.asJson");
  const mixinKey = symbols.get("pino.mixin");
  if (asJsonKey === undefined || mixinKey === undefined) {
    lineFailed(new Error("expected a logger of pino 9 or 10"));
    return logger;
  }
  parts[bridged] = true;
  if (bridge.correlates) parts[mixinKey] = correlated(parts[mixinKey] as Mixin | undefined, bridge);
  if (bridge.forwards) parts[asJsonKey] = forwarded(parts[asJsonKey] as AsJson, bridge, symbols);
  return logger;
}

/**
 * A `pino` of which every logger is bridged, as by {@link bridgePino}. The module is a function, which cannot be changed where it is: use what
 * is returned.
 *
 * @example
 * ```ts
 * import plain from "pino";
 * import { instrumentPino } from "telltale/pino";
 *
 * const pino = instrumentPino(plain);
 * pino({ level: "silent" }).info("order paid");
 * ```
 */
export function instrumentPino<L>(library: L, options?: LogBridgeOptions): L {
  return pino.instrument(library, options) as L;
}

/** pino for `telltale/register`. */
export const pino: LibraryIntegration<LogBridgeOptions> = defineLogIntegration({
  name: "pino",
  modules: ["pino"],
  versions: [[9, 11]],
  instrument(library, options) {
    if (isPino(library)) return bridgingPino(library, options);
    for (const name of ["default", "pino"]) {
      const inner = readField(library, name);
      if (isPino(inner)) Reflect.set(library as object, name, bridgingPino(inner, options));
    }
    return undefined;
  },
});

const bridging = new WeakMap<Method, Method>();

function isPino(value: unknown): value is Method {
  return typeof value === "function" && readField(value, "stdSerializers") !== undefined;
}

function bridgingPino(original: Method, options: LogBridgeOptions | undefined): Method {
  if (isWrapped(original)) return original;
  let made = bridging.get(original);
  if (made === undefined) {
    made = function pinoBridged(this: unknown, ...args) {
      return bridgePino(original.apply(this, args) as PinoLogger, options);
    };
    dress(made, original);
    // it is its own `default` and `pino`
    for (const name of ["default", "pino"])
      if (readField(original, name) === original) Reflect.set(made, name, made);
    bridging.set(original, made);
  }
  return made;
}

function correlated(mixin: Mixin | undefined, bridge: LogBridge): Mixin {
  return (object, level, logger) => {
    const own = mixin?.(object, level, logger);
    const fields = bridge.fields();
    // a fresh object each time: pino merges into it
    return fields === undefined ? { ...own } : { ...fields, ...own };
  };
}

function forwarded(asJson: AsJson, bridge: LogBridge, symbols: ReadonlyMap<string, symbol>): AsJson {
  const part = (logger: Parts, name: string): unknown => logger[symbols.get(name) as symbol];
  return function line(object, message, level, time) {
    const text = asJson.call(this, object, message, level, time);
    try {
      if (isSentAlready(part(this, "pino.stream"))) {
        standAside("pino");
        return text;
      }
      const { labels } = (this as unknown as PinoLogger).levels;
      const errorKey = String(part(this, "pino.errorKey") ?? "err");
      const messageKey = String(part(this, "pino.messageKey") ?? "msg");
      const nested = part(this, "pino.nestedKey");
      const read = JSON.parse(text) as Record<string, unknown>;
      const inside = typeof nested === "string" && nested !== "" ? read[nested] : undefined;
      const { [nested as string]: _, ...outer } = read;
      const fields = inside === undefined ? read : mergeAttributes(outer, inside as object);
      bridge.send({
        level: labels[level] ?? "info",
        severity: severityOf(level),
        body: read[messageKey],
        error: fields[errorKey],
        attributes: othersOf(fields, ["level", "time", "pid", "hostname", messageKey, errorKey]),
      });
    } catch (error) {
      lineFailed(error);
    }
    return text;
  };
}

/** pino's levels are ten apart, OpenTelemetry's four; those in between stay in between. */
function severityOf(level: number): number {
  if (!(level > 0)) return 0;
  return Math.min(24, Math.max(1, 1 + Math.floor(((level - 10) * 4) / 10)));
}

function isSentAlready(stream: unknown): boolean {
  const { streams } = (stream ?? {}) as { readonly streams?: unknown };
  return (
    Array.isArray(streams) &&
    streams.some((one: { readonly stream?: unknown } | undefined) => isOfClass(one?.stream, "OTelPinoStream"))
  );
}

/** pino's own names for the parts of a logger, which it keeps under symbols. */
function symbolsOf(logger: object): ReadonlyMap<string, symbol> {
  const found = new Map<string, symbol>();
  for (let at: object | null = logger; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    for (const symbol of Object.getOwnPropertySymbols(at)) {
      const { description = "" } = symbol;
      if (description.startsWith("pino.") && !found.has(description)) found.set(description, symbol);
    }
  }
  return found;
}
