// Workflows: instances, identified by type and id, that receive events until they end. With a definition the library knows the states and
// which may follow which; without one every event is a state.
import { attempt } from "./engine/errors/attempt.ts";
import {
  type HandlerOptions,
  listen,
  type WorkflowEvent,
  type WorkflowHandler,
} from "./business/handlers.ts";
import { readAttributes, readId, readName, readOptions, readText } from "./business/read-options.ts";
import { randomId } from "./business/record.ts";
import { type HandlerResults, recordEnd, recordEvent } from "./business/workflow-record.ts";
import { readShape, shapes } from "./business/workflow-state.ts";
import { declare } from "./definition.ts";
import { report } from "./engine/diagnostics/diagnose.ts";
import { harmless } from "./engine/diagnostics/guard.ts";
import { state } from "./engine/running/state.ts";
import type { Attributes, AttributesOf, DeclaredName, Given, HeardName, OpenName, StateOf } from "./typed.ts";
import { TelemetryError } from "./error.ts";

export type { HandlerOptions, WorkflowEvent, WorkflowHandler } from "./business/handlers.ts";
export { IllegalTransitionError } from "./business/illegal-transition.ts";
export type { HandlerResults } from "./business/workflow-record.ts";

/** One instance. A handle is cheap: make one wherever the id is known. */
export interface Workflow<State extends string = string> {
  /** The type of its definition. */
  readonly type: string;
  /** The id of the instance. */
  readonly id: string;
  /**
   * Gives the instance an event, which leads to the state of its name, and resolves to what the handlers made of it. Never rejects:
   * ignoring the promise is safe.
   *
   * @throws {IllegalTransitionError} only where the definition is `strict` and does not list the transition.
   */
  event(event: State, attributes?: Attributes): Promise<HandlerResults>;
  /** Ends it, in its last state unless another is given. */
  end(state?: State, attributes?: Attributes): void;
}

/** The states and transitions of workflows of one type. */
export interface WorkflowDefinition<State extends string = string> {
  /** The type that it defines, such as `order`. */
  readonly type: string;
  /** All states; the first is the beginning. */
  readonly states: readonly State[];
}

/** States, and what may follow them. */
export interface WorkflowOptions<State extends string> {
  /** The first is the beginning. */
  readonly states: readonly State[];
  /** From a state to those that may follow. Left out: any may follow any. */
  readonly transitions?: { readonly [From in NoInfer<State>]?: readonly NoInfer<State>[] } | undefined;
  /** An instance without an event for this long is stuck. */
  readonly timeoutMs?: number | undefined;
  /** `true` makes `event` throw on a transition that is not listed. Otherwise it is recorded as illegal, and happens. */
  readonly strict?: boolean | undefined;
}

/**
 * Declares the states of workflows of `type` and which may follow which. From then on every `workflow(type, id)` is judged by it.
 *
 * @throws {TelemetryError} `TT_WORKFLOW_STATES` when there are no states, one is twice there, or a transition names another; only before
 *   `start()`. After it the mistake is counted and the definition left out.
 *
 * @example
 * ```ts
 * import { defineWorkflow, workflow } from "telltale";
 *
 * const orders = defineWorkflow("order", {
 *   states: ["created", "paid", "shipped"],
 *   transitions: { created: ["paid"], paid: ["shipped"] },
 *   timeoutMs: 86_400_000,
 * });
 * const order = workflow(orders, "order-789");
 * await order.event("created"); // => []
 * await order.event("paid", { "payment.method": "card" }); // => []
 * order.end();
 * ```
 */
export function defineWorkflow<N extends DeclaredName<"workflows">, const State extends StateOf<N>>(
  type: N,
  options: WorkflowOptions<State>,
): WorkflowDefinition<State>;
export function defineWorkflow<const State extends string>(
  type: OpenName<"workflows">,
  options: WorkflowOptions<State>,
): WorkflowDefinition<State>;
export function defineWorkflow<const State extends string>(
  type: string,
  options: WorkflowOptions<State>,
): WorkflowDefinition<State> {
  const name = readName("workflow", type);
  const shape = attempt("defineWorkflow", () => readShape(readOptions(options)), "it cannot be read");
  if (typeof shape !== "string") {
    shapes.set(name, shape);
    const { states, transitions, timeoutMs } = shape;
    declare({ kind: "workflow", name, states, transitions, timeoutMs });
    return { type: name, states: states as readonly State[] };
  }
  const mistake = `Cannot define the workflow \`${name}\`: ${shape}.`;
  if (state.engine === undefined) throw new TelemetryError("TT_WORKFLOW_STATES", mistake);
  report("workflow_definition_invalid", mistake);
  return { type: name, states: [] };
}

/**
 * A workflow instance by type and id. With what `defineWorkflow` returned in place of the type, its events are typed.
 *
 * @example
 * ```ts
 * import { onEvent, workflow } from "telltale";
 *
 * onEvent("ticket", "closed", async function thank({ id }) {
 *   return `thanks for ${id}`;
 * });
 * const ticket = workflow("ticket", "t-17");
 * await ticket.event("opened"); // => []
 * await ticket.event("closed"); // => [{ status: "fulfilled", value: "thanks for t-17" }]
 * ticket.end("closed");
 * ```
 */
export function workflow<N extends DeclaredName<"workflows">>(type: N, id: string): Workflow<StateOf<N>>;
export function workflow<State extends string = string>(
  type: OpenName<"workflows"> | WorkflowDefinition<State>,
  id: string,
): Workflow<State>;
export function workflow<State extends string = string>(
  type: string | WorkflowDefinition<State>,
  id: string,
): Workflow<State> {
  const instance = instanceOf(type, id);
  return {
    ...instance,
    event: (event, attributes) => recordEvent(instance, event, attributes),
    end: (end, attributes) => endInstance(instance, end, attributes),
  };
}

/**
 * Notifies the listeners of an event outside of any workflow. Resolves to the results of the handlers; never rejects.
 *
 * @example
 * ```ts
 * import { emit, onEvent } from "telltale";
 *
 * const stop = onEvent("stock low", ({ attributes }) => attributes, { name: "reorder" });
 * await emit("stock low", { sku: "sku-9" }); // => [{ status: "fulfilled", value: { sku: "sku-9" } }]
 * stop();
 * ```
 */
export function emit<N extends DeclaredName<"events">>(
  event: N,
  ...attributes: Given<AttributesOf<"events", N>>
): Promise<HandlerResults>;
export function emit(event: OpenName<"events">, attributes?: object): Promise<HandlerResults>;
export function emit(event: string, attributes?: object): Promise<HandlerResults> {
  return recordEvent({}, event, attributes);
}

// with a type there is an instance, and so an id
export type InstanceHandler = (event: WorkflowEvent & Pick<Workflow, "type" | "id">) => unknown;

/**
 * Calls `handler` for every event of that name: with a type for workflows of that type, without one for all of them and for `emit`.
 *
 * Each call has a span, `workflow handler {name}`. A handler that fails is recorded; the others run, and the one who gave the event goes
 * on. Works also while telemetry is off. The returned function takes the handler off.
 *
 * @example
 * ```ts
 * import { onEvent, workflow } from "telltale";
 *
 * const stop = onEvent("paid", ({ type, id }) => `${type} ${id}`);
 * await workflow("invoice", "i-1").event("paid"); // => [{ status: "fulfilled", value: "invoice i-1" }]
 * stop();
 * ```
 */
export function onEvent(event: HeardName, handler: WorkflowHandler, options?: HandlerOptions): () => void;
export function onEvent<N extends DeclaredName<"workflows">>(
  type: N,
  event: StateOf<N>,
  handler: InstanceHandler,
  options?: HandlerOptions,
): () => void;
export function onEvent<State extends string>(
  type: OpenName<"workflows"> | WorkflowDefinition<State>,
  event: NoInfer<State>,
  handler: InstanceHandler,
  options?: HandlerOptions,
): () => void;
export function onEvent(
  first: string | WorkflowDefinition,
  second: string | WorkflowHandler,
  third?: InstanceHandler | HandlerOptions,
  fourth?: HandlerOptions,
): () => void {
  if (typeof second === "function") {
    return listen(undefined, readName("event", first), second, third as HandlerOptions | undefined);
  }
  return listen(typeOf(first), readName("event", second), third as WorkflowHandler, fourth);
}

function typeOf(type: string | WorkflowDefinition): string {
  return readName(
    "workflow",
    attempt("workflow", () => (typeof type === "object" ? type.type : type), ""),
  );
}

const endInstance = harmless(
  ({ type, id }: Pick<Workflow, "type" | "id">, end: unknown, attributes: unknown) =>
    recordEnd(type, id, readText("state", end), readAttributes(attributes)),
);

const instanceOf = harmless(
  (type: string | WorkflowDefinition, id: string) => {
    const name = typeOf(type);
    return { type: name, id: readId("workflow", id) ?? unknownId(name) };
  },
  { type: "unnamed", id: "" },
);

function unknownId(type: string): string {
  report("business_id_invalid", `workflow ${type}: expected an id`);
  return randomId();
}
