// The logger of NestJS: the lines that its ConsoleLogger prints, however they came to it. Loggers that replace it have bridges of their own.
import { readField } from "../calls/read-field.ts";
import { activeScope, storage } from "../engine/context/scope.ts";
import { isError } from "../engine/errors/error-form.ts";
import { state } from "../engine/running/state.ts";
import {
  createLogBridge,
  defineLogIntegration,
  lineFailed,
  type LogBridge,
  type LogBridgeOptions,
  withoutSending,
} from "./log-integration.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { exportsOf, type Method, wrapMethod } from "./patching/method.ts";
import { prototypeOf } from "./patching/class.ts";

export type { LogBridgeOptions } from "./log-integration.ts";

/**
 * Has the lines of the logger of NestJS leave as log records too, each with the name of its logger as `context`. Takes `@nestjs/common` and
 * returns it.
 *
 * Lines in JSON name the active span, where NestJS 11.1 or later writes them. Lines that `bufferLogs` holds back keep their time and their span.
 *
 * @example
 * ```ts
 * import * as common from "@nestjs/common";
 * import { instrumentNestjsLogger } from "telltale/nestjs-logger";
 *
 * instrumentNestjsLogger(common);
 * new common.Logger("Orders").log("order paid");
 * ```
 */
export function instrumentNestjsLogger<L extends object>(library: L, options?: LogBridgeOptions): L {
  return nestjsLogger.instrument(library, options) as L;
}

/** The logger of NestJS for `telltale/register`. */
export const nestjsLogger: LibraryIntegration<LogBridgeOptions> = defineLogIntegration({
  name: "nestjs-logger",
  modules: ["@nestjs/common"],
  versions: [[10, 13]],
  instrument(library, options) {
    const bridge = createLogBridge("nestjs-logger", options);
    for (const face of exportsOf(library)) {
      const printer = prototypeOf(readField(face, "ConsoleLogger"));
      if (typeof readField(printer, "printMessages") !== "function") continue;
      for (const level of ["error", "fatal"]) wrapMethod(printer, level, failing);
      wrapMethod(printer, "printMessages", (print) => printing(print, bridge));
      wrapMethod(printer, "getJsonLogObject", (make) => naming(make, bridge));
      const logger = readField(face, "Logger");
      for (const level of levels) {
        for (const owner of [logger, prototypeOf(logger)])
          wrapMethod(owner, level, (write) => buffering(write, logger));
      }
    }
  },
});

const levels = ["log", "error", "warn", "debug", "verbose", "fatal"];

// what is written now: `printMessages` is called at once
let failed: readonly unknown[] | undefined;
let writtenMs: number | undefined;

/** NestJS 10 prints the stack by itself. */
function failing(write: Method): Method {
  return function written(this: unknown, ...args) {
    failed = args;
    try {
      return write.apply(this, args) as unknown;
    } finally {
      failed = undefined;
    }
  };
}

/** `printMessages(messages, context, level, stream, stack, params)`. */
function printing(print: Method, bridge: LogBridge): Method {
  return function printed(this: unknown, ...args) {
    if (state.engine === undefined || !Array.isArray(args[0])) return print.apply(this, args);
    try {
      args[0] = args[0].map(resolve);
      emit(this, args, bridge);
    } catch (error) {
      lineFailed(error);
    }
    // it may print by the console
    return withoutSending(() => print.apply(this, args) as unknown);
  };
}

/** The text of a message that is a function is what that returns, and the function is called once. Of a class it is the name. */
function resolve(message: unknown): unknown {
  if (typeof message !== "function" || /^class\b/.test(Function.prototype.toString.call(message)))
    return message;
  return (message as Method)() as unknown;
}

function emit(logger: unknown, args: readonly unknown[], bridge: LogBridge): void {
  const [given, context, level = "log", , stack, params] = args;
  const redact = readField(logger, "redactor") === undefined ? undefined : readField(logger, "redact");
  const clean = (value: unknown): unknown =>
    typeof redact === "function" && typeof value === "object" ? redact.call(logger, value) : value;
  const messages = (given as unknown[]).map(clean);
  const error = messages.find(isError);
  // an error beside a text is about that text
  const bodies = messages.length === 1 ? messages : messages.filter((message) => message !== error);
  const attributes = {
    ...(typeof params === "object" && params !== null ? (clean(params) as object) : undefined),
    context: typeof context === "string" && context !== "" ? context : undefined,
  };
  for (const [at, body] of bodies.entries()) {
    bridge.send({
      level: String(level),
      body: textOf(body),
      error: at === 0 ? (error ?? describe(stack ?? failed?.find(isStack))) : undefined,
      attributes,
      writtenMs,
    });
  }
}

function textOf(body: unknown): unknown {
  if (typeof body === "function") return body.name;
  return isError(body) ? body.message : body;
}

function isStack(value: unknown): value is string {
  return typeof value === "string" && /\n\s{0,20}at /.test(value);
}

/** A stack, which NestJS is given as a text. */
function describe(stack: unknown): object | undefined {
  if (typeof stack !== "string" || stack === "") return undefined;
  const [, type, message] = /^([\w$.]{1,100})(?:: (.*))?$/m.exec(stack.slice(0, 1000)) ?? [];
  return isStack(stack) ? { type, message, stack } : { stack };
}

/** The object that becomes a line of JSON. */
function naming(make: Method, bridge: LogBridge): Method {
  return function named(this: unknown, ...args) {
    const line: unknown = make.apply(this, args);
    const fields = typeof line === "object" && line !== null ? bridge.fields() : undefined;
    return fields === undefined ? line : { ...(line as object), ...fields };
  };
}

/** While `bufferLogs` holds lines back, they are notes of what to call later. */
function buffering(write: Method, logger: unknown): Method {
  return function written(this: unknown, ...args) {
    const isBuffered = readField(logger, "isBufferAttached") === true;
    const result: unknown = write.apply(this, args);
    if (!isBuffered) return result;
    const buffer = readField(logger, "logBuffer");
    const note: unknown = Array.isArray(buffer) ? buffer.at(-1) : undefined;
    const later = readField(note, "methodRef");
    if (typeof later === "function" && !held.has(note as object)) {
      held.add(note as object);
      Reflect.set(note as object, "methodRef", heldBack(later as Method));
    }
    return result;
  };
}

const held = new WeakSet<object>();

function heldBack(write: Method): Method {
  const scope = activeScope();
  const now = Date.now();
  return function written(this: unknown, ...args) {
    const before = writtenMs;
    writtenMs = now;
    try {
      return storage.run(scope, () => write.apply(this, args) as unknown);
    } finally {
      writtenMs = before;
    }
  };
}
