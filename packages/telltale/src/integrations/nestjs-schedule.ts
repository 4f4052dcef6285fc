// @nestjs/schedule: each run of a method that is decorated with @Cron, @Interval or @Timeout is a trace of its own.
import { readField, readTextField } from "../calls/read-field.ts";
import { fail } from "../engine/completion/finish.ts";
import { activeScope, rootScope, storage } from "../engine/context/scope.ts";
import { attempt } from "../engine/errors/attempt.ts";
import { state } from "../engine/running/state.ts";
import { types } from "../engine/runtime/builtin.ts";
import type { Span } from "../engine/span/span.ts";
import { trace } from "../own-calls.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { methodName } from "./nestjs/handled.ts";
import { exportsOf, instrumenting, type Method, wrapMethod } from "./patching/method.ts";
import { prototypeOf } from "./patching/class.ts";

/**
 * Has the methods that `library`, `@nestjs/schedule`, runs by schedule traced: a span `cron {name}`, `interval {name}` or `timeout {name}` for
 * each run. The name is the one that the decorator was given, else `Class.method`. Returns the same library. Call it before modules are made.
 *
 * @example
 * ```ts
 * import { instrumentNestjsSchedule } from "telltale/nestjs-schedule";
 *
 * const schedule = { ScheduleModule: class {} }; // import * as schedule from "@nestjs/schedule"
 * instrumentNestjsSchedule(schedule) === schedule; // => true
 * ```
 */
export function instrumentNestjsSchedule<L extends object>(library: L): L {
  return nestjsSchedule.instrument(library) as L;
}

const kinds = ["cron", "interval", "timeout"] as const;

/** The schedules of NestJS for `telltale/register`. */
export const nestjsSchedule: LibraryIntegration = {
  name: "nestjs-schedule",
  modules: ["@nestjs/schedule"],
  versions: [[3, 13]],
  instrument: (library) =>
    instrumenting(library, () => {
      for (const face of exportsOf(library))
        for (const name of ["forRoot", "forRootAsync"])
          wrapMethod(readField(face, "ScheduleModule"), name, adopting);
    }),
  emits: kinds.map((kind) => ({
    kind: "span",
    name: `${kind} {name}`,
    form: "internal",
    description: `One run of a method with \`@${kind.replace(/^./, (first) => first.toUpperCase())}\`, named by the decorator's name, else by class and method.`,
    attributes: [
      { name: "faas.trigger" },
      ...(kind === "cron" ? [{ name: "faas.cron", when: "the schedule is a text" }] : []),
      { name: "code.function.name" },
      { name: "error.type", when: "it failed" },
    ],
  })),
};

/** What finds decorated methods is of a class that is not exported: the module has it among its providers. */
function adopting(forRoot: Method): Method {
  return function made(this: unknown, ...args) {
    const module: unknown = forRoot.apply(this, args);
    const providers = readField(module, "providers");
    for (const provider of Array.isArray(providers) ? (providers as unknown[]) : [])
      wrapMethod(prototypeOf(provider), "wrapFunctionInTryCatchBlocks", wrapping);
    return module;
  };
}

function wrapping(wrap: Method): Method {
  return function wrapped(this: unknown, method, instance, ...rest) {
    const accessor = readField(this, "metadataAccessor");
    // the registry has one of this name, too, for what fires a job
    if (typeof method !== "function" || accessor === undefined)
      return wrap.call(this, method, instance, ...rest);
    const read = (name: string): unknown =>
      attempt(
        "nestjs-schedule",
        () => (readField(accessor, name) as Method).call(accessor, method) as unknown,
        undefined,
      );
    const cron = read("getCronMetadata");
    const kind =
      cron !== undefined ? "cron" : read("getIntervalMetadata") !== undefined ? "interval" : "timeout";
    const code = methodName(instance, method.name);
    const name = readTextField(cron, ["name"]) ?? read("getSchedulerName") ?? code ?? "task";
    const when = readField(cron, "cronTime");
    const attributes = {
      "faas.trigger": "timer",
      "faas.cron": typeof when === "string" ? when : undefined,
      "code.function.name": code,
    };
    // what NestJS does with an error, it does inside of the span
    const run: unknown = wrap.call(this, noting(method as Method), instance, ...rest);
    if (typeof run !== "function") return run;
    return function scheduled(this: unknown, ...args: unknown[]): unknown {
      const work = (): unknown => run.apply(this, args) as unknown;
      if (state.engine === undefined) return work();
      return storage.run(rootScope, () => trace(`${kind} ${String(name)}`, { attributes, root: true }, work));
    };
  };
}

/** Errors of `method` mark the active span. */
function noting(method: Method): Method {
  return function noted(this: unknown, ...args) {
    const { span } = activeScope();
    const failed = (error: unknown): never => {
      if (span !== undefined && state.engine !== undefined) fail(span as Span, error);
      throw error;
    };
    try {
      const result: unknown = method.apply(this, args);
      return types.isPromise(result) ? result.then(undefined, failed) : result;
    } catch (error) {
      return failed(error);
    }
  };
}
