// node-cron: each run of a job is a trace of its own.
import { attempt } from "../engine/errors/attempt.ts";
import { readTextField } from "../calls/read-field.ts";
import { rootScope, storage } from "../engine/context/scope.ts";
import { state } from "../engine/running/state.ts";
import { trace } from "../own-calls.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { exportsOf, instrumenting, type Method, wrapMethod } from "./patching/method.ts";

/**
 * Has the functions that `library` will schedule traced: a span `cron {name}` for each run. Returns the same library.
 *
 * @example
 * ```ts
 * import cron from "node-cron";
 * import { instrumentNodeCron } from "telltale/node-cron";
 *
 * instrumentNodeCron(cron) === cron; // => true
 * ```
 */
export function instrumentNodeCron<L extends object>(library: L): L {
  return nodeCron.instrument(library) as L;
}

/** node-cron for `telltale/register`. */
export const nodeCron: LibraryIntegration = {
  name: "node-cron",
  modules: ["node-cron"],
  versions: [[3, 5]],
  instrument: (library) =>
    instrumenting(library, () => {
      for (const face of exportsOf(library)) {
        if (typeof (face as { validate?: unknown }).validate !== "function") continue;
        for (const name of ["schedule", "createTask"]) wrapMethod(face, name, scheduling);
      }
    }),
  emits: [
    {
      kind: "span",
      name: "cron {name}",
      form: "internal",
      description: "One run of a scheduled function, named by the task's name, else by its schedule.",
      attributes: [
        { name: "faas.trigger" },
        { name: "faas.cron" },
        { name: "error.type", when: "it failed" },
      ],
    },
  ],
};

function scheduling(schedule: Method): Method {
  return function scheduled(this: unknown, expression, run, options, ...rest) {
    // the path of a file runs in a process of its own
    if (typeof run !== "function") return schedule.call(this, expression, run, options, ...rest);
    const when = typeof expression === "string" ? expression : undefined;
    const name = readTextField(options, ["name"]) ?? when ?? "task";
    const attributes = { "faas.trigger": "timer", "faas.cron": when };
    const traced: Method = function (this: unknown, ...args) {
      if (state.engine === undefined) return run.apply(this, args);
      return storage.run(rootScope, () =>
        trace(`cron ${name}`, { attributes, root: true }, () => run.apply(this, args)),
      );
    };
    attempt(
      "node-cron",
      () => Object.defineProperty(traced, "name", { value: run.name, configurable: true }),
      traced,
    );
    return schedule.call(this, expression, traced, options, ...rest);
  };
}
