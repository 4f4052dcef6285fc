// A setup file of the projects whose files share a worker: a file that leaves something behind for the next one fails, and says what.
// Compared are the state before the file is imported and the state after its last hook; both cost less than a millisecond.
import http from "node:http";
import https from "node:https";
import { createRequire, Module } from "node:module";
import { afterAll } from "vitest";

/** Everything that files of one worker share and that tests change, by a name that says what to restore. */
export type State = ReadonlyMap<string, unknown>;

/** Tables of the language and of Node.js whose members tests and instrumentation replace. */
const tables: Readonly<Record<string, object>> = {
  console,
  performance,
  Date,
  Promise: Promise.prototype,
  Math,
  JSON,
  http,
  https,
  "http.Server": http.Server.prototype,
  Module,
  require: createRequire(import.meta.url).extensions,
};

/** Variables that the library sets for its worker threads, once in a process. */
const stays = new Set(["TELLTALE_MAIN_THREAD"]);

const keys = {
  opentelemetry: Symbol.for("opentelemetry.js.api.1"),
  shared: Symbol.for("telltale.shared.1"),
};

/** Reads the state of this worker. */
export function readState(): State {
  const state = new Map<string, unknown>([["the working folder", process.cwd()]]);
  for (const [name, value] of Object.entries(process.env))
    if (!stays.has(name)) state.set(`process.env.${name}`, value);
  // a library of the tests may clean up at the exit of the worker
  for (const event of process.eventNames().filter((name) => name !== "exit"))
    state.set(`listeners of process for ${String(event)}`, process.listenerCount(event));
  for (const [table, of] of Object.entries(tables)) addMembers(state, table, of);
  addMembers(state, "globalThis", globalThis, (name) => !name.startsWith("__"));
  addTelemetry(state);
  return state;
}

/** In place of a member that Node.js makes when it is read first. */
const lazy = Symbol("lazy");

/** Own members by name. Names with two underscores are a module's own, made once. */
function addMembers(
  state: Map<string, unknown>,
  table: string,
  of: object,
  isCompared: (name: string) => boolean = () => true,
): void {
  for (const name of Object.getOwnPropertyNames(of).filter(isCompared)) {
    const { get, value } = Object.getOwnPropertyDescriptor(of, name)!;
    state.set(`${table}.${name}`, get === undefined ? value : lazy);
  }
}

/** The globals of OpenTelemetry, and whether the library runs. */
function addTelemetry(state: Map<string, unknown>): void {
  const holder = globalThis as Record<symbol, unknown>;
  const registered = (holder[keys.opentelemetry] ?? {}) as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(registered)) {
    if (name !== "version") state.set(`OpenTelemetry's global ${name}`, value);
  }
  const { state: process } = (holder[keys.shared] ?? {}) as {
    readonly state?: { readonly running: boolean; readonly collecting: unknown };
  };
  state.set("the library running", process?.running === true);
  state.set("a collection of the library", process?.collecting !== undefined);
}

/** What is in `after` and was not in `before`, is gone, or has another value: one phrase each. */
export function differences(before: State, after: State): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== lazy && !Object.is(before.get(name), after.get(name)))
    .filter((name) => Boolean(before.get(name)) || Boolean(after.get(name)))
    .map((name) => (before.has(name) ? (after.has(name) ? `${name} changed` : `${name} removed`) : name));
}

const before = readState();

// oxlint-disable-next-line no-empty-pattern -- Vitest asks for a pattern
afterAll(async ({}, file) => {
  await forgetDefined();
  const left = differences(before, readState());
  if (left.length > 0) throw new Error(`${file.name} leaves behind: ${left.join(", ")}.`);
});

/** Every later start announces what a file has defined: only this takes it back. */
async function forgetDefined(): Promise<void> {
  if (!(keys.shared in globalThis)) return;
  const { forgetDefinitions } = await import("../../packages/telltale/src/definition.ts");
  forgetDefinitions();
}
