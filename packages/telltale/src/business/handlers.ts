// Who listens for workflow events, and how they are called: all of them, each in a span of its own, none in the way of another.
import { attempt } from "../engine/errors/attempt.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { runWithSpan } from "../engine/context/run-with-span.ts";
import { activeScope } from "../engine/context/scope.ts";
import { captureSwallowed } from "../capture-error.ts";
import { callOnce } from "../engine/completion/call-once.ts";
import { failWithRecord } from "../engine/completion/finish.ts";
import type { Engine } from "../engine/running/engine.ts";
import { state } from "../engine/running/state.ts";
import { readOptions } from "./read-options.ts";
import { shared } from "./shared.ts";
import { runInside } from "../engine/completion/run-inside.ts";

/** What a handler receives. `type` and `id` are absent for an event that belongs to no workflow. */
export interface WorkflowEvent {
  readonly event: string;
  readonly type?: string | undefined;
  readonly id?: string | undefined;
  /** The state after it, where known. */
  readonly state?: string | undefined;
  /** The object that was given, or an empty one. Check a value's type before you use it: the library does not know it. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Called for each event it listens for. May be asynchronous; what it throws is recorded and does not stop other handlers. */
export type WorkflowHandler = (event: WorkflowEvent) => unknown;

/** How a handler is known. */
export interface HandlerOptions {
  /** The function's own name by default. */
  readonly name?: string | undefined;
}

/** A handler and the name it is known by. */
export interface Listener {
  readonly name: string;
  readonly handler: WorkflowHandler;
}

const listenerLimit = 10_000;
const registry = shared("workflow-listeners", () => ({
  listeners: new Map<string, Set<Listener>>(),
  size: 0,
}));

/** Adds a handler for `event`, of workflows of `type` only when there is one. The returned function takes it off. */
export function listen(
  type: string | undefined,
  event: string,
  handler: WorkflowHandler,
  options: HandlerOptions | undefined,
): () => void {
  if (typeof handler !== "function" || registry.size >= listenerLimit) {
    report(typeof handler === "function" ? "workflow_handler_limit" : "workflow_handler_invalid", event);
    return () => {};
  }
  const key = keyOf(type, event);
  const listener = { name: attempt("onEvent", () => nameOf(handler, options), "anonymous"), handler };
  const set = registry.listeners.get(key) ?? new Set();
  registry.listeners.set(key, set.add(listener));
  registry.size++;
  return () => {
    if (!set.delete(listener)) return;
    registry.size--;
    if (set.size === 0 && registry.listeners.get(key) === set) registry.listeners.delete(key);
  };
}

/** Those who listen for `event`: of any workflow and of `type`, in the order they came within each. */
export function listenersOf(type: string | undefined, event: string): readonly Listener[] {
  const general = registry.listeners.get(keyOf(undefined, event)) ?? [];
  const own = type === undefined ? [] : (registry.listeners.get(keyOf(type, event)) ?? []);
  return [...general, ...own];
}

/** Calls all listeners at once and resolves to their settled results, in their order. Never rejects. */
export async function callAll(
  called: readonly Listener[],
  event: WorkflowEvent,
): Promise<PromiseSettledResult<unknown>[]> {
  return Promise.allSettled(called.map(async (listener) => callOne(listener, event)));
}

function callOne(listener: Listener, event: WorkflowEvent): unknown {
  const { engine } = state;
  const call = (): unknown => listener.handler(event);
  if (engine === undefined) return call();
  return callOnce(call, (once) => callTraced(engine, listener.name, event, once), call);
}

function callTraced(engine: Engine, name: string, event: WorkflowEvent, call: () => unknown): unknown {
  const scope = activeScope();
  const attributes = { "telltale.handler.name": name };
  const span = engine.tracer.start(`workflow handler ${name}`, { attributes }, scope.span, scope);
  const ending = {
    done: () => {
      span.setAttribute("telltale.handler.outcome", "completed");
      span.end();
    },
    broken: (error: unknown) => {
      span.setAttribute("telltale.handler.outcome", "failed");
      // The result of `event()` may be ignored, so that no other code sees the error.
      runWithSpan(scope, span, () => captureSwallowed(error, { ...attributes, ...factsOf(event) }));
      failWithRecord(span, error);
      span.end();
    },
  };
  return runInside(scope, span, call, ending);
}

/** By which the console finds the instance of an error. */
function factsOf({ event, type, id }: WorkflowEvent): object {
  const instance = type === undefined ? {} : { "telltale.workflow.type": type, "telltale.workflow.id": id };
  return { ...instance, "telltale.workflow.event": event };
}

function nameOf(handler: WorkflowHandler, options: HandlerOptions | undefined): string {
  const name = readOptions(options).name ?? handler.name;
  return typeof name === "string" && name !== "" ? name : "anonymous";
}

function keyOf(type: string | undefined, event: string): string {
  return type === undefined ? `event ${event}` : `type ${type.length} ${type} ${event}`;
}
