// The record of a step of a journey, and the last steps of people, as far as this process remembers them.
import type { Span } from "@opentelemetry/api";
import { now, elapsedMs } from "../engine/runtime/clock.ts";
import { activeScope } from "../engine/context/scope.ts";
import { state } from "../engine/running/state.ts";
import { counter } from "../own-calls.ts";
import type { BoundCounter } from "../metric.ts";
import { createMemory, type Memory } from "./memory.ts";
import { type Person, readAttributes, readName, readPerson, readText, reading } from "./read-options.ts";
import { type FactList, put, putPerson, sendRecord } from "./record.ts";
import { shared } from "./shared.ts";
import { reportMistake } from "../engine/diagnostics/diagnose.ts";
import { noteNotStarted } from "../engine/diagnostics/not-started.ts";

/** Who takes a step, and what there is to say of it. */
export interface StepOptions {
  /** The context attribute `user.id` by default. */
  readonly user?: string | undefined;
  /** The context attribute `session.id` by default. */
  readonly session?: string | undefined;
  /** Numbers among them, such as an engagement, are averaged per step in the console. */
  readonly attributes?: object | undefined;
}

/** Who gives up, and why. */
export interface AbandonOptions extends StepOptions {
  /** Why the person gave up, as few different texts: it is counted. */
  readonly reason?: string | undefined;
}

interface LastStep {
  step: string;
  moment: number;
}

/** The last step of each person in each journey. */
export const lastSteps: { readonly users: Memory<LastStep>; readonly sessions: Memory<LastStep> } = shared(
  "journey-last-steps",
  () => ({ users: createMemory<LastStep>(), sessions: createMemory<LastStep>() }),
);
const steps = counter("telltale.journey.steps", {
  unit: "{step}",
  description: "Steps taken, by journey and step.",
});

/** Sends `telltale.journey.step`, with what is known of this person's step before. */
export function recordStep(
  journey: string,
  step: string,
  index: number | undefined,
  options: StepOptions | undefined,
): void {
  if (state.engine === undefined) noteNotStarted("journeyStep()", recordStep);
  else reading("journey step", options, (given) => takeStep(journey, step, index, given), undefined);
}

/** Sends `telltale.journey.abandoned` and forgets the person's last step. Without a `step` it is the last one known. */
export function recordAbandon(
  journey: string,
  step: string | undefined,
  index: (step: string) => number | undefined,
  options: AbandonOptions | undefined,
): void {
  if (state.engine !== undefined)
    reading("journey abandon", options, (given) => giveUp(journey, step, index, given), undefined);
}

function takeStep(journey: string, step: string, index: number | undefined, options: StepOptions): void {
  const scope = activeScope();
  const person = readPerson(options, scope);
  const attributes = readAttributes(options.attributes);
  const name = readName("step", step);
  const moment = now();
  const span = scope.span;
  const facts: FactList = ["telltale.journey.name", journey, "telltale.journey.step", name];
  put(facts, "telltale.journey.step_index", index);
  addSpanEvent(span, "telltale.journey.step", facts);
  const who = person.user ?? person.session;
  if (who === undefined)
    reportMistake(
      "journey_step_without_person",
      `a step of \`${journey}\` has neither user nor session, so it belongs to no user: pass \`user\` or \`session\`, or set them by withContext()`,
    );
  else {
    const memory = memoryOf(person);
    const last = memory.use(journey, who);
    if (last === undefined) memory.set(journey, who, { step: name, moment });
    else {
      putLast(facts, last, moment);
      last.step = name;
      last.moment = moment;
    }
  }
  putPerson(facts, person, scope);
  sendRecord("telltale.journey.step", facts, attributes, { scope, span, moment });
  countStep(journey, name);
}

function giveUp(
  journey: string,
  step: string | undefined,
  index: (step: string) => number | undefined,
  options: AbandonOptions,
): void {
  const scope = activeScope();
  const person = readPerson(options, scope);
  const attributes = readAttributes(options.attributes);
  const reason = readText("reason", options.reason);
  const moment = now();
  const span = scope.span;
  const who = person.user ?? person.session;
  const memory = memoryOf(person);
  const last = who === undefined ? undefined : memory.get(journey, who);
  const name = step === undefined ? last?.step : readName("step", step);
  const facts: FactList = ["telltale.journey.name", journey];
  put(facts, "telltale.journey.step", name);
  put(facts, "telltale.journey.step_index", name === undefined ? undefined : index(name));
  put(facts, "telltale.journey.reason", reason);
  addSpanEvent(span, "telltale.journey.abandoned", facts);
  putLast(facts, last, moment);
  putPerson(facts, person, scope);
  sendRecord("telltale.journey.abandoned", facts, attributes, { scope, span, moment });
  if (who !== undefined) memory.delete(journey, who);
}

const countLimit = 1000;
const counts = new Map<string, Map<string, BoundCounter>>();
let bound = 0;

// steps are a small set, so their series are kept at hand; names made up at run time must not fill the memory
function countStep(journey: string, step: string): void {
  let count = counts.get(journey)?.get(step);
  if (count === undefined) {
    count = steps.with({ "telltale.journey.name": journey, "telltale.journey.step": step });
    if (++bound > countLimit) {
      counts.clear();
      bound = 1;
    }
    const known = counts.get(journey);
    if (known === undefined) counts.set(journey, new Map([[step, count]]));
    else known.set(step, count);
  }
  count.add(1);
}

function putLast(facts: FactList, last: LastStep | undefined, moment: number): void {
  if (last === undefined) return;
  facts.push("telltale.journey.previous_step", last.step);
  facts.push("telltale.journey.since_previous_ms", elapsedMs(last.moment, moment));
}

function addSpanEvent(span: Span | undefined, name: string, facts: FactList): void {
  if (span === undefined || !span.isRecording()) return;
  const attributes: Record<string, string | number> = {};
  for (let at = 0; at < facts.length; at += 2)
    attributes[facts[at] as string] = facts[at + 1] as string | number;
  span.addEvent(name, attributes);
}

// a user is the same person in every session; a session without a user is a person of its own
function memoryOf({ user }: Person): Memory<LastStep> {
  return user === undefined ? lastSteps.sessions : lastSteps.users;
}
