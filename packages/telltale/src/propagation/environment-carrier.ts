// Environment variables as a carrier, for processes that start processes (OpenTelemetry specification, "Environment
// Variables as Context Propagation Carriers"). Values are opaque here; which variables there are is the propagators' choice.
import type { Context, TextMapGetter, TextMapSetter } from "@opentelemetry/api";
import { propagation } from "../engine/api/propagation.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { runWhere } from "../engine/context/run-where.ts";
import { activeScope } from "../engine/context/scope.ts";

type Variables = Readonly<Record<string, string | undefined>>;

const normalized = /^[A-Z_][A-Z0-9_]*$/;

/** The variable that represents `key`: ASCII capitals, digits and underscores, not beginning with a digit. */
export function variableName(key: string): string {
  const name = key.replace(/[a-z]/g, (letter) => letter.toUpperCase()).replace(/[^A-Z0-9_]/g, "_");
  return name === "" || /^[0-9]/.test(name) ? `_${name}` : name;
}

/**
 * Reads propagation fields from variables. Only names in the normalised form are seen.
 *
 * @example
 * ```ts
 * import { environmentGetter } from "telltale/propagation";
 *
 * environmentGetter.get({ TRACEPARENT: "00-4bf9", path: "/bin" }, "traceparent"); // => "00-4bf9"
 * environmentGetter.keys({ TRACEPARENT: "00-4bf9", path: "/bin" }); // => ["TRACEPARENT"]
 * ```
 */
export const environmentGetter: TextMapGetter<Variables> = {
  get: (variables, key) => variables[variableName(key)],
  keys: (variables) => Object.keys(variables).filter((name) => normalized.test(name)),
};

/**
 * Writes propagation fields into variables that are to be given to a process.
 *
 * @example
 * ```ts
 * import { environmentSetter } from "telltale/propagation";
 *
 * const variables = {};
 * environmentSetter.set(variables, "x-b3-traceid", "4bf9");
 * variables; // => { X_B3_TRACEID: "4bf9" }
 * ```
 */
export const environmentSetter: TextMapSetter<Record<string, string>> = {
  set(variables, key, value) {
    variables[variableName(key)] = value;
  },
};

/**
 * A copy of `env` that carries the active context to a child process: `TRACEPARENT`, `TRACESTATE` and `BAGGAGE`, or what
 * the propagators in use write (`X_B3_TRACEID` …). Hand it to `spawn`, `fork`, `exec` or a `Worker` as `env`.
 *
 * Such variables that `env` held before are replaced, or removed where the active context has no value for them. Where
 * the active context has nothing to carry, and before `start()`, the copy holds what `env` holds. Environments are
 * readable by other processes of the same user: propagate nothing secret.
 *
 * @example
 * ```ts
 * import { execFileSync } from "node:child_process";
 * import { childEnvironment, memoryExporter, start, trace, traceId } from "telltale";
 *
 * const telemetry = start({ service: "build", exporters: [memoryExporter()] });
 * const code = "process.stdout.write(process.env.TRACEPARENT)";
 * const [here, there] = trace("compile", () => [
 *   traceId() ?? "none",
 *   execFileSync(process.execPath, ["-e", code], { env: childEnvironment(), encoding: "utf8" }),
 * ]);
 * there.includes(here); // => true
 * await telemetry.stop();
 * ```
 */
export function childEnvironment(env: Variables = process.env): Record<string, string> {
  const copy: Record<string, string> = {};
  // with what it inherits, as Node has it: `Object.create(process.env)` is an environment too
  for (const name in env) if (env[name] !== undefined) copy[name] = env[name];
  const carried: Record<string, string> = {};
  try {
    propagation.inject(activeScope(), carried, environmentSetter);
    if (Object.keys(carried).length === 0) return copy;
    for (const field of propagation.fields()) delete copy[variableName(field)];
  } catch (error) {
    // another SDK's propagator; the child is to be started all the same
    report("propagation_failed", error);
  }
  return Object.assign(copy, carried);
}

/**
 * Runs `fn` in the context that `env` carries: spans made inside continue the trace of the process that started this one,
 * and context attributes it propagates are set. Without such variables, and before `start()`, it only runs `fn`.
 *
 * For commands, jobs and build steps, around their main function. A server that runs for long would hang everything it
 * ever does into one trace, which is why `start()` does not do it by itself.
 *
 * @example
 * ```ts
 * import { memoryExporter, start, trace, traceId, withEnvironmentContext } from "telltale";
 *
 * const telemetry = start({ service: "job", exporters: [memoryExporter()] });
 * const env = { TRACEPARENT: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" };
 * withEnvironmentContext(() => trace("nightly", () => traceId()), env); // => "4bf92f3577b34da6a3ce929d0e0e4736"
 * await telemetry.stop();
 * ```
 */
export function withEnvironmentContext<T>(fn: () => T, env: Variables = process.env): T {
  return runWhere(() => read(env), fn);
}

/** The context that `env` carries; undefined where it carries none. */
export function environmentContext(env: Variables): Context | undefined {
  const context = read(env);
  return context === activeScope() ? undefined : context;
}

function read(env: Variables): Context {
  const scope = activeScope();
  try {
    return propagation.extract(scope, env, environmentGetter);
  } catch (error) {
    report("propagation_failed", error);
    return scope;
  }
}
