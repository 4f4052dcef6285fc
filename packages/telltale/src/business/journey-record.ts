// What leaves when somebody takes a step of a journey, and what this process remembers of people's last steps.
import { now } from "../engine/clock.ts";
import { activeScope, openSpan, type Scope } from "../engine/scope.ts";
import { state } from "../engine/state.ts";
import { counter } from "../metric.ts";
import { attempt } from "./attempt.ts";
import { createMemory, type Memory } from "./memory.ts";
import { readAttributes, readName, readOptions, readPerson, readText } from "./read-options.ts";
import { shared } from "./shared.ts";
import { elapsedMs, type Facts, sendRecord } from "./record.ts";

/** Who takes a step, and what there is to say of it. */
export interface StepOptions {
  /** The context attribute `user.id` by default. */
  readonly user?: string | undefined;
  /** The context attribute `session.id` by default. */
  readonly session?: string | undefined;
  readonly attributes?: object | undefined;
}

/** Who gives up, and why. */
export interface AbandonOptions extends StepOptions {
  readonly reason?: string | undefined;
}

interface LastStep {
  readonly step: string;
  readonly moment: number;
}

/** The last step of each person in each journey. */
export const lastSteps: Memory<LastStep> = shared("journey-last-steps", () => createMemory<LastStep>());
const steps = counter("telltale.journey.steps", {
  unit: "{step}",
  description: "Steps taken, by journey and step.",
});

/** Sends `telltale.journey.step`, with what is known of this person's step before. */
export function recordStep(
  journey: string,
  step: string,
  index: number | undefined,
  options: StepOptions,
): void {
  if (state.engine === undefined) return;
  attempt("journey step", () => takeStep(journey, step, index, readOptions(options)), undefined);
}

/** Sends `telltale.journey.abandoned` and forgets the person's last step. Without a `step` it is the last one known. */
export function recordAbandon(
  journey: string,
  step: string | undefined,
  index: (step: string) => number | undefined,
  options: AbandonOptions,
): void {
  if (state.engine === undefined) return;
  attempt("journey abandon", () => giveUp(journey, step, index, readOptions(options)), undefined);
}

function takeStep(journey: string, step: string, index: number | undefined, options: StepOptions): void {
  const scope = activeScope();
  const person = readPerson(options, scope);
  const name = readName("step", step);
  const moment = now();
  const key = personKey(person);
  const facts = {
    "telltale.journey.name": journey,
    "telltale.journey.step": name,
    "telltale.journey.step_index": index,
  };
  send("telltale.journey.step", { ...facts, ...sinceLast(journey, key, moment) }, person, options, scope);
  openSpan(scope)?.addEvent("telltale.journey.step", present(facts));
  steps.add(1, { "telltale.journey.name": journey, "telltale.journey.step": name });
  if (key !== undefined) lastSteps.set(journey, key, { step: name, moment });
}

function giveUp(
  journey: string,
  step: string | undefined,
  index: (step: string) => number | undefined,
  options: AbandonOptions,
): void {
  const scope = activeScope();
  const person = readPerson(options, scope);
  const key = personKey(person);
  const last = key === undefined ? undefined : lastSteps.get(journey, key);
  const name = step === undefined ? last?.step : readName("step", step);
  const facts = {
    "telltale.journey.name": journey,
    "telltale.journey.step": name,
    "telltale.journey.step_index": name === undefined ? undefined : index(name),
    "telltale.journey.reason": readText("reason", options.reason),
  };
  send("telltale.journey.abandoned", { ...facts, ...sinceLast(journey, key, now()) }, person, options, scope);
  openSpan(scope)?.addEvent("telltale.journey.abandoned", present(facts));
  if (key !== undefined) lastSteps.delete(journey, key);
}

function send(
  eventName: string,
  facts: Facts,
  person: ReturnType<typeof readPerson>,
  options: StepOptions,
  scope: Scope,
): void {
  const all = { ...facts, "user.id": person.user, "session.id": person.session };
  sendRecord(eventName, all, readAttributes(options.attributes), { scope, span: openSpan(scope) });
}

function sinceLast(journey: string, key: string | undefined, moment: number): Facts {
  const last = key === undefined ? undefined : lastSteps.get(journey, key);
  if (last === undefined) return {};
  return {
    "telltale.journey.previous_step": last.step,
    "telltale.journey.since_previous_ms": elapsedMs(last.moment, moment),
  };
}

// a user is the same person in every session; a session without a user is a person of its own
function personKey({ user, session }: ReturnType<typeof readPerson>): string | undefined {
  if (user !== undefined) return `user ${user}`;
  return session === undefined ? undefined : `session ${session}`;
}

function present(facts: Facts): Record<string, string | number> {
  const entries = Object.entries(facts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Record<string, string | number>;
}
