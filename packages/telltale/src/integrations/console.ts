// The console of Node: what is printed leaves as log records too.
import { formatWithOptions } from "node:util";
import { isError } from "../engine/errors/error-form.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import {
  createLogBridge,
  lineFailed,
  type LogBridge,
  type LogBridgeOptions,
  defineLogIntegration,
} from "./log-integration.ts";

export type { LogBridgeOptions } from "./log-integration.ts";

/** Takes the bridge off; also at the end of a block with `using`. */
export interface ConsoleBridge extends Disposable {
  (): void;
}

/** What is bridged, with the stream each writes to. Others, such as `table` and `assert`, print through these. */
const streams = { debug: "stdout", log: "stdout", info: "stdout", warn: "stderr", error: "stderr" } as const;
type Method = keyof typeof streams;
type Print = (...values: unknown[]) => void;

const bridged: unique symbol = Symbol.for("telltale.console");

/**
 * Has what is printed with `console.debug`, `log`, `info`, `warn` and `error` leave as log records too. The returned function ends that.
 *
 * With `correlate: true` lines printed while a span is active end in `trace_id=… span_id=… trace_flags=…`; not by default, because they
 * are for people. What telemetry itself prints, diagnostics and exporters to the console, is never forwarded.
 *
 * @example
 * ```ts
 * import { bridgeConsole } from "telltale/console";
 *
 * const unbridge = bridgeConsole();
 * console.warn("cart of %d items", 3);
 * unbridge();
 * ```
 */
export function bridgeConsole(options?: LogBridgeOptions): ConsoleBridge {
  const bridge = createLogBridge("console", options, { correlate: false });
  const undo = (Object.keys(streams) as Method[]).map((method) => install(method, bridge));
  const end = (): void => undo.forEach((off) => off());
  return Object.assign(end, { [Symbol.dispose]: end });
}

/** The console for `telltale/register`. */
export const consoleLogs: LibraryIntegration<LogBridgeOptions> = defineLogIntegration({
  name: "console",
  modules: [],
  atStart: true,
  instrument(_library, options) {
    bridgeConsole(options);
  },
});

function install(method: Method, bridge: LogBridge): () => void {
  const original: Print & { [bridged]?: true } = console[method];
  if (original[bridged] === true) return () => {};
  let active = true;
  function print(this: unknown, ...values: unknown[]): void {
    const fields = active ? bridge.fields() : undefined;
    original.apply(this, fields === undefined ? values : [...values, textOf(fields)]);
    if (active) emit(method, values, bridge);
  }
  Object.defineProperty(print, bridged, { value: true });
  Object.defineProperty(print, "name", { value: method });
  console[method] = print;
  return () => {
    active = false;
    // other code may have wrapped it since
    if (console[method] === print) console[method] = original;
  };
}

function emit(method: Method, values: readonly unknown[], bridge: LogBridge): void {
  try {
    bridge.send({
      level: method === "log" ? "info" : method,
      body: formatWithOptions({ colors: false }, ...values),
      error: values.find(isError),
      attributes: { "log.iostream": streams[method] },
    });
  } catch (error) {
    lineFailed(error);
  }
}

function textOf(fields: object): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(" ");
}
