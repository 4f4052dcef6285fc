// What this process knows of workflow instances, and what a definition says about their states.
import type { SpanContext } from "@opentelemetry/api";
import { createMemory, type Memory } from "./memory.ts";
import { readTimeout } from "./read-options.ts";
import { shared } from "./shared.ts";

/** States and the transitions between them. The first state is the beginning. */
export interface WorkflowShape {
  readonly states: readonly string[];
  /** From a state to the states it may become. Left out: any may follow any. */
  readonly transitions?: Readonly<Record<string, readonly string[]>> | undefined;
  /** An instance without an event for this long is stuck. */
  readonly timeoutMs?: number | undefined;
  /** `true` makes `event` throw on a transition that is not listed. */
  readonly strict?: boolean | undefined;
}

/** Reads the shape that a caller gave; a text that says what is wrong with an invalid one. Copies it. */
export function readShape(options: { readonly [Field in keyof WorkflowShape]?: unknown }):
  | WorkflowShape
  | string {
  const { states, strict } = options;
  const transitions = options.transitions ?? undefined;
  if (!Array.isArray(states) || states.length === 0) return "it has no states";
  if (states.some((name) => typeof name !== "string" || name === "")) return "a state is not a text";
  if (new Set(states).size !== states.length) return "a state is there twice";
  const copy: [from: string, to: string[]][] = [];
  for (const [from, to] of Object.entries(transitions ?? {})) {
    const named: unknown[] = [from, ...(Array.isArray(to) ? (to as unknown[]) : [to])];
    if (!named.every((name) => states.includes(name)))
      return `the transition from \`${from}\` names a state it does not have`;
    copy.push([from, named.slice(1) as string[]]);
  }
  return {
    states: [...(states as string[])],
    transitions: transitions === undefined ? undefined : Object.fromEntries(copy),
    timeoutMs: readTimeout("timeoutMs", options.timeoutMs),
    strict: strict === true,
  };
}

/** What this process has seen of one instance. Moments are of the engine's clock. */
export interface Progress {
  readonly state: string | undefined;
  readonly firstMoment: number;
  readonly lastMoment: number;
  readonly events: number;
  readonly lastEvent: string;
  /** The span of the last event, to link the next one to. */
  readonly span: SpanContext | undefined;
  readonly ended: boolean;
}

/** Remembers instances by type and id, of all copies of a handle. */
export const progress: Memory<Progress> = shared("workflow-progress", () => createMemory<Progress>());

/** Definitions by type. */
export const shapes: Map<string, WorkflowShape> = shared(
  "workflow-shapes",
  () => new Map<string, WorkflowShape>(),
);

/** Where an event leads from a state, as far as is known. */
export interface Transition {
  readonly fromState: string | undefined;
  /** The state after it: that of the event's name; without a definition every event is one. */
  readonly state: string | undefined;
  readonly illegal: boolean;
  /** Whether it can be the first event of an instance. */
  readonly canBegin: boolean;
}

/** Judges `event` after `known`, by `shape` where there is one. What this process cannot know is not judged. */
export function transitionOf(
  shape: WorkflowShape | undefined,
  known: Progress | undefined,
  event: string,
): Transition {
  const fromState = known?.state;
  if (shape === undefined) return { fromState, state: event, illegal: false, canBegin: true };
  const isState = shape.states.includes(event);
  const [first = ""] = shape.states;
  const canBegin = event === first || leadsTo(shape, first, event);
  if (!isState) return { fromState, state: fromState, illegal: true, canBegin };
  const illegal = fromState !== undefined && !leadsTo(shape, fromState, event);
  return { fromState, state: event, illegal, canBegin };
}

function leadsTo(shape: WorkflowShape, from: string, to: string): boolean {
  if (shape.transitions === undefined) return shape.states.includes(to);
  return Object.hasOwn(shape.transitions, from) && (shape.transitions[from]?.includes(to) ?? false);
}
