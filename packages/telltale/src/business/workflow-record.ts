// What leaves when a workflow receives an event or ends: a span, the records, the metrics, and a call to each handler.
// The state of an instance is remembered also while telemetry is off, so that a strict definition holds either way.
import type { Link, Span as OtelSpan } from "@opentelemetry/api";
import { now, elapsedMs } from "../engine/runtime/clock.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { harmless, safely } from "../engine/diagnostics/guard.ts";
import { setFacts } from "../engine/recording/recorded-span.ts";
import { runWithSpan } from "../engine/context/run-with-span.ts";
import { activeScope, type Scope } from "../engine/context/scope.ts";
import { fail } from "../engine/completion/finish.ts";
import type { Span } from "../engine/span/span.ts";
import { state as telemetry } from "../engine/running/state.ts";
import { counter, histogram } from "../own-calls.ts";
import { callAll, type Listener, listenersOf, type WorkflowEvent } from "./handlers.ts";
import { IllegalTransitionError } from "./illegal-transition.ts";
import { readAttributes, readName } from "./read-options.ts";
import { type FactList, put, sendRecord } from "./record.ts";
import { type Progress, progress, shapes, type Transition, transitionOf } from "./workflow-state.ts";
import { noteNotStarted } from "../engine/diagnostics/not-started.ts";

/** An instance; both absent for an event outside of any workflow. */
export interface Instance {
  readonly type?: string | undefined;
  readonly id?: string | undefined;
}

/** What the handlers made of an event, in their order. */
export type HandlerResults = PromiseSettledResult<unknown>[];

interface Occurrence {
  readonly instance: Instance;
  readonly event: string;
  readonly attributes: object | undefined;
  readonly known: Progress | undefined;
  readonly transition: Transition;
  readonly moment: number;
  readonly listeners: readonly Listener[];
}

const events = counter("telltale.workflow.events", {
  unit: "{event}",
  description: "Events of workflows, by type and the state after them, and events outside of any, by name.",
});
const durations = histogram("telltale.workflow.duration", {
  unit: "s",
  description: "From the first event of a workflow that this process saw to its end.",
});

/**
 * Records one event and gives it to those who listen. The promise resolves to what they made of it and never rejects.
 *
 * @throws {IllegalTransitionError} at once, when a strict definition does not list the transition. No listener is called then.
 */
export function recordEvent(
  instance: Instance,
  event: unknown,
  attributes: unknown,
): Promise<HandlerResults> {
  try {
    return giveEvent(instance, readName("event", event), readAttributes(attributes)).catch(noResults);
  } catch (error) {
    if (error instanceof IllegalTransitionError) throw error;
    return Promise.resolve(noResults(error));
  }
}

function noResults(error: unknown): HandlerResults {
  report("internal_error", error);
  return [];
}

function giveEvent(
  instance: Instance,
  event: string,
  attributes: object | undefined,
): Promise<HandlerResults> {
  const { type, id } = instance;
  const shape = type === undefined ? undefined : shapes.get(type);
  const known = type === undefined ? undefined : progress.get(type, id ?? "");
  const wanted = transitionOf(shape, known, event);
  const refused = wanted.illegal && shape?.strict === true;
  const transition = refused ? { ...wanted, state: wanted.fromState } : wanted;
  const listeners = refused ? [] : listenersOf(type, event);
  const occurrence = { instance, event, attributes, known, transition, moment: now(), listeners };
  const scope = activeScope();
  if (telemetry.engine === undefined) noteNotStarted("workflow.event()", recordEvent);
  const span = telemetry.engine === undefined ? undefined : sent(occurrence, scope);
  if (refused) throw refuse(occurrence, span);
  safely(() => remember(occurrence, span));
  if (listeners.length === 0) {
    span?.end();
    return Promise.resolve([]);
  }
  const given = (attributes ?? {}) as WorkflowEvent["attributes"];
  const summary: WorkflowEvent = { event, type, id, state: stateOf(occurrence), attributes: given };
  return notify(listeners, summary, scope, span);
}

/** Records the end of an instance. A second one, without an event between them, is counted and not sent. */
export function recordEnd(
  type: string,
  id: string,
  given: string | undefined,
  attributes: object | undefined,
): void {
  const known = progress.get(type, id);
  if (known?.ended === true) {
    report("workflow_used_after_end", type);
    return;
  }
  const moment = now();
  const state = given ?? known?.state;
  if (telemetry.engine !== undefined) sendEnd({ type, id }, known, state, moment, attributes);
  progress.set(type, id, { ...(known ?? unseen(moment)), state, ended: true });
}

async function notify(
  listeners: readonly Listener[],
  summary: WorkflowEvent,
  scope: Scope,
  span: Span | undefined,
): Promise<HandlerResults> {
  if (span === undefined) return callAll(listeners, summary);
  const results = await runWithSpan(scope, span, () => callAll(listeners, summary));
  span.end();
  return results;
}

const sent = harmless(sendOccurrence);

function sendOccurrence(occurrence: Occurrence, scope: Scope): Span | undefined {
  const { instance, event, attributes, known, transition, moment } = occurrence;
  const { type } = instance;
  const links: Link[] = known?.span === undefined ? [] : [{ context: known.span }];
  const spanName = type === undefined ? `workflow ${event}` : `workflow ${type} ${event}`;
  const span = telemetry.engine?.tracer.start(spanName, { links }, scope.span, scope);
  const place = { scope, span, moment };
  const state = stateOf(occurrence);
  const begun = instanceFacts(instance);
  begun.push("telltale.workflow.event", event);
  put(begun, "telltale.workflow.state", state);
  const facts = [...begun, ...progressFacts(occurrence)];
  if (span !== undefined) {
    if (attributes !== undefined) span.setAttributes(attributes);
    setFacts(span, facts);
  }
  if (type !== undefined && known === undefined && transition.canBegin) {
    sendRecord("telltale.workflow.started", begun, attributes, place);
  }
  sendRecord("telltale.workflow.event", facts, attributes, place);
  // a workflow's state says what happened, and an undeclared event may have any name
  events.add(1, type === undefined ? { "telltale.workflow.event": event } : measured(type, state));
  if (transition.illegal)
    report("workflow_transition_illegal", `${type}: ${transition.fromState} to ${event}`);
  return span;
}

/** What an event says of how far the instance is. */
function progressFacts({ instance, known, transition, moment, listeners }: Occurrence): FactList {
  const facts: FactList = [];
  put(facts, "telltale.workflow.from_state", transition.fromState);
  if (transition.illegal) facts.push("telltale.workflow.illegal", true);
  if (instance.type !== undefined) facts.push("telltale.workflow.event_index", known?.events ?? 0);
  put(facts, "telltale.workflow.since_previous_ms", sinceOf(known, moment));
  facts.push("telltale.workflow.handlers_executed", listeners.length);
  return facts;
}

function sendEnd(
  instance: Instance,
  known: Progress | undefined,
  state: string | undefined,
  moment: number,
  attributes: object | undefined,
): void {
  const scope = activeScope();
  const span: OtelSpan | undefined = scope.span;
  const seen = known === undefined || known.events === 0 ? undefined : known;
  const facts = instanceFacts(instance);
  put(facts, "telltale.workflow.state", state);
  put(facts, "telltale.workflow.from_state", known?.state);
  put(facts, "telltale.workflow.since_previous_ms", sinceOf(seen, moment));
  put(facts, "telltale.workflow.event_count", seen?.events);
  put(facts, "telltale.workflow.average_interval_ms", averageOf(seen));
  put(facts, "telltale.workflow.last_event", seen?.lastEvent);
  if (seen !== undefined) facts.push("telltale.workflow.duration_ms", elapsedMs(seen.firstMoment, moment));
  sendRecord("telltale.workflow.ended", facts, attributes, { scope, span, moment });
  if (seen === undefined) return;
  durations.record(elapsedMs(seen.firstMoment, moment) / 1000, measured(instance.type, state));
}

function refuse({ instance, event, transition }: Occurrence, span: Span | undefined): IllegalTransitionError {
  const error = new IllegalTransitionError(
    instance.type ?? "",
    instance.id ?? "",
    event,
    transition.fromState,
  );
  if (span !== undefined) {
    fail(span, error);
    span.end();
  }
  return error;
}

function remember({ instance, event, known, transition, moment }: Occurrence, span: Span | undefined): void {
  const { type, id } = instance;
  if (type === undefined || id === undefined) return;
  progress.set(type, id, {
    state: transition.state,
    firstMoment: known === undefined || known.events === 0 ? moment : known.firstMoment,
    lastMoment: moment,
    events: (known?.events ?? 0) + 1,
    lastEvent: event,
    span: span?.spanContext(),
    ended: false,
  });
}

function unseen(moment: number): Progress {
  return {
    state: undefined,
    firstMoment: moment,
    lastMoment: moment,
    events: 0,
    lastEvent: "",
    span: undefined,
    ended: false,
  };
}

function stateOf({ instance, transition }: Occurrence): string | undefined {
  return instance.type === undefined ? undefined : transition.state;
}

function sinceOf(known: Progress | undefined, moment: number): number | undefined {
  return known === undefined || known.events === 0 ? undefined : elapsedMs(known.lastMoment, moment);
}

function averageOf(seen: Progress | undefined): number | undefined {
  if (seen === undefined || seen.events < 2) return undefined;
  return elapsedMs(0, elapsedMs(seen.firstMoment, seen.lastMoment) / (seen.events - 1));
}

function instanceFacts({ type, id }: Instance): FactList {
  const facts: FactList = [];
  if (type !== undefined) facts.push("telltale.workflow.type", type);
  if (id !== undefined) facts.push("telltale.workflow.id", id);
  return facts;
}

function measured(type: string | undefined, state: string | undefined): object {
  return {
    ...(type === undefined ? {} : { "telltale.workflow.type": type }),
    ...(state === undefined ? {} : { "telltale.workflow.state": state }),
  };
}
