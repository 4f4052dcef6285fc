// `TELLTALE_PROCESSORS`: processors of the application by the paths of their modules, for those who start without code.
import Module from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { LogRecordProcessor } from "../engine/processor/log-processor.ts";
import { warnSetting } from "../engine/diagnostics/notice.ts";
import { importOutside } from "../engine/runtime/outside.ts";
import type { SpanProcessor } from "../engine/processor/span-processor.ts";
import { startSettings } from "./start-options.ts";

type Processor = SpanProcessor | LogRecordProcessor;

const { variable } = startSettings.settings.processorModules;

/**
 * The processors of `names`: modules by path from the working folder, or by the name of a package, with commas
 * between them. The default export is a processor, a list of them, or a function that gives one or the other, now or as a promise.
 *
 * What cannot be loaded or is not a processor is reported in one line and left out. A promise, and an ES module on a Node that cannot
 * `require` it (before 20.19 and 22.12), is waited for beside the start: spans that end before do not meet it.
 */
export function loadProcessors(names: readonly string[]): readonly Processor[] {
  const found: Processor[] = [];
  for (const name of names) {
    try {
      const given = fromModule(loadModule(name));
      found.push(...(isPromise(given) ? later(name, given) : check(given)));
    } catch (error) {
      warnProcessor(name, error);
    }
  }
  return found;
}

function loadModule(name: string): unknown {
  const isPath = /^\.{0,2}[\\/]|^[a-z]:[\\/]|\.[cm]?[jt]s$/i.test(name);
  const file = isPath ? path.resolve(name) : name;
  try {
    return Module.createRequire(path.resolve("from"))(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ERR_REQUIRE_ESM" && code !== "ERR_REQUIRE_ASYNC_MODULE") throw error;
    const place = path.isAbsolute(file) ? file : Module.createRequire(path.resolve("from")).resolve(file);
    return importOutside(pathToFileURL(place).href);
  }
}

/** What a module gives; a promise of it where the module, or what it exports, is one. */
function fromModule(module: unknown): unknown {
  if (isPromise(module)) return module.then(fromModule);
  const { default: inner } = (module ?? {}) as { readonly default?: unknown };
  const exported = inner ?? module;
  if (typeof exported !== "function") return exported;
  const { prototype } = exported as { readonly prototype?: object };
  const isClass = ["onStart", "onEnding", "onEnd", "onEmit"].some((hook) => hook in (prototype ?? {}));
  return isClass ? new (exported as new () => unknown)() : (exported as () => unknown)();
}

function check(given: unknown): Processor[] {
  const list: unknown[] = Array.isArray(given) ? given : [given];
  return list.map((one) => {
    const hooks = (one ?? {}) as Readonly<Record<string, unknown>>;
    const has = (name: string): boolean => typeof hooks[name] === "function";
    const sees = ["onStart", "onEnding", "onEnd", "onEmit"].some(has);
    if (sees && has("forceFlush") && has("shutdown")) return one as Processor;
    if (!sees)
      throw new Error("expected `onStart`, `onEnding`, `onEnd` or `onEmit` in what it exports by default");
    // those are not written by hand
    return Object.assign(Object.create(one as object) as Processor, {
      forceFlush: async () => (hooks["forceFlush"] as (() => unknown) | undefined)?.call(one),
      shutdown: async () => (hooks["shutdown"] as (() => unknown) | undefined)?.call(one),
    });
  });
}

/** Stands for the processors that `promise` will give. */
function later(name: string, promise: Promise<unknown>): Processor[] {
  const spans: SpanProcessor[] = [];
  const records: LogRecordProcessor[] = [];
  const ready = takeIn();
  const all = async (act: (one: Processor) => Promise<unknown>): Promise<void> => {
    await ready;
    await Promise.all([...spans, ...records].map(act));
  };
  async function takeIn(): Promise<void> {
    try {
      for (const one of check(await promise)) {
        if ("onEmit" in one) records.push(one);
        else spans.push(one);
      }
    } catch (error) {
      warnProcessor(name, error);
    }
  }
  const span: SpanProcessor = {
    onStart: (one, context) => spans.forEach((processor) => processor.onStart?.(one, context)),
    onEnding: (one) => spans.forEach((processor) => processor.onEnding?.(one)),
    onEnd: (one) => spans.forEach((processor) => processor.onEnd?.(one)),
    forceFlush: async () => all(async (one) => one.forceFlush()),
    shutdown: async () => all(async (one) => one.shutdown()),
  };
  const record: LogRecordProcessor = {
    onEmit: (one, context) => records.forEach((processor) => processor.onEmit(one, context)),
    async forceFlush() {},
    async shutdown() {},
  };
  return [span, record];
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === "function";
}

function warnProcessor(name: string, error: unknown): void {
  const message = error instanceof Error ? error.message.split("\n")[0] : String(error);
  warnSetting(`cannot use the processor \`${name}\` of ${variable}: ${message}; it is left out`);
}
