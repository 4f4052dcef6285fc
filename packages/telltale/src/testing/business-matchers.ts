// Matchers of transactions, journeys, funnels, workflows and interactions, by their records.
import type { InteractionView } from "../reading/interactions.ts";
import type { JourneyStepView, Person } from "../reading/journeys.ts";
import type { TransactionView } from "../reading/transactions.ts";
import type { WorkflowView } from "../reading/workflows.ts";
import type { Collection } from "./collection.ts";
import { emittedRecords, showDuration } from "./emitted.ts";
import {
  attributeDifferences,
  type Difference,
  difference,
  differences,
  type Expected,
  type ExpectedAttributes,
  showExpected,
} from "./expected.ts";
import { nameDistance } from "catalog/name-distance";
import { type Candidate, judge, type Verdict } from "./verdict.ts";

/** What a transaction must be. What is left out is not asked for. */
export interface ExpectedTransaction {
  readonly id?: Expected<string> | undefined;
  readonly outcome?: TransactionView["outcome"] | undefined;
  readonly reason?: Expected<string> | undefined;
  readonly user?: Expected<string> | undefined;
  readonly session?: Expected<string> | undefined;
  /** A number and a decimal text of the same value are the same. */
  readonly amount?: Expected<number | string> | undefined;
  readonly currency?: string | undefined;
  readonly durationMs?: Expected<number> | undefined;
  /** All its steps, in their order. */
  readonly steps?: readonly string[] | undefined;
  readonly attributes?: ExpectedAttributes | undefined;
  /** Exactly that many; at least one by default. */
  readonly times?: number | undefined;
}

/** Whose journey, and what it must be. What is left out is not asked for. */
export interface ExpectedJourney extends Person {
  /** All steps, in their order. */
  readonly steps?: readonly string[] | undefined;
  /** Whether it was given up; `true`, or the reason. */
  readonly abandoned?: boolean | string | undefined;
}

/** What an instance of a workflow must be. What is left out is not asked for. */
export interface ExpectedWorkflow {
  readonly id?: Expected<string> | undefined;
  readonly state?: string | undefined;
  readonly ended?: boolean | undefined;
  /** All its events, in their order. */
  readonly events?: readonly string[] | undefined;
  /** Events that its definition does not list, in their order. */
  readonly illegal?: readonly string[] | undefined;
}

/** What an interaction must be. What is left out is not asked for. */
export interface ExpectedInteraction {
  readonly customer?: Expected<string> | undefined;
  readonly channel?: string | undefined;
  readonly tier?: string | undefined;
  readonly result?: string | undefined;
  readonly satisfaction?: Expected<number> | undefined;
  /** A number and a decimal text of the same value are the same. */
  readonly value?: Expected<number | string> | undefined;
  readonly revenueImpact?: Expected<number | string> | undefined;
  readonly currency?: string | undefined;
  readonly attributes?: ExpectedAttributes | undefined;
  /** Exactly that many; at least one by default. */
  readonly times?: number | undefined;
}

/** Whether a transaction of `type` is as `expected`. */
export function haveTransaction(
  telemetry: Collection,
  type: Expected<string>,
  expected: ExpectedTransaction = {},
): Verdict {
  const { times, attributes, amount, ...plain } = expected;
  const candidates = telemetry.transactions().map((one): Candidate => {
    const actual = { ...one, steps: one.steps.map(({ step }) => step) };
    return {
      title: showTransaction(one),
      distance: nameDistance(type, one.type),
      differences: [
        ...difference("type", type, one.type),
        ...differences(plain, actual),
        ...moneyDifference("amount", amount, one.amount),
        ...attributeDifferences(attributes, one.attributes),
      ],
    };
  });
  return judge({
    expected: `a transaction ${showExpected(type)}${showFields({ ...expected, times: undefined })}`,
    candidates,
    times,
    emitted: () => emittedRecords(telemetry, "transaction"),
  });
}

/** Whether the journey `name` of a person is as `expected`. */
export function haveJourney(telemetry: Collection, name: string, expected: ExpectedJourney = {}): Verdict {
  return judge({
    expected: `a journey "${name}"${showFields(expected)}`,
    candidates: peopleOf(telemetry, expected).map(({ person, steps }): Candidate => {
      const own = steps.filter(({ journey }) => journey === name);
      return {
        title: `${showPerson(person)}: ${showSteps(steps)}`,
        distance: own.length === 0 ? Infinity : 0,
        differences: own.length === 0 ? [`it has no steps`] : journeyDifferences(expected, own),
      };
    }),
    emitted: () => emittedRecords(telemetry, "journey"),
  });
}

/** Whether a person took all steps of the funnel `name`, in their order. */
export function haveCompletedFunnel(telemetry: Collection, name: string, expected: Person = {}): Verdict {
  const order = telemetry.funnelSteps(name);
  const candidates = peopleOf(telemetry, expected).map(({ person, steps }): Candidate => {
    const own = steps.filter(({ journey, abandoned }) => journey === name && !abandoned);
    return {
      title: `${showPerson(person)}: ${showSteps(steps)}`,
      distance: own.length === 0 ? Infinity : 0,
      differences: missingSteps(order ?? [], own),
    };
  });
  const undefinedFunnel = { title: "nothing", differences: ["no funnel of that name is defined"] };
  return judge({
    expected: `a person to have completed the funnel "${name}"${showFields({ ...expected })}`,
    candidates: order === undefined ? [undefinedFunnel] : candidates,
    emitted: () => emittedRecords(telemetry, "journey"),
  });
}

/** Whether an instance of the workflow `type` is as `expected`. */
export function haveWorkflow(
  telemetry: Collection,
  type: Expected<string>,
  expected: ExpectedWorkflow = {},
): Verdict {
  const candidates = telemetry.workflows().map((one): Candidate => {
    const events = one.events.map(({ event }) => event);
    const illegal = one.events.filter((event) => event.illegal).map(({ event }) => event);
    return {
      title: showWorkflow(one),
      distance: nameDistance(type, one.type),
      differences: [
        ...difference("type", type, one.type),
        ...differences({ ...expected }, { ...one, events, illegal }),
      ],
    };
  });
  return judge({
    expected: `a workflow ${showExpected(type)}${showFields(expected)}`,
    candidates,
    emitted: () => emittedRecords(telemetry, "workflow"),
  });
}

/** Whether an interaction of `type` is as `expected`. */
export function haveInteraction(
  telemetry: Collection,
  type: Expected<string>,
  expected: ExpectedInteraction = {},
): Verdict {
  const { times, attributes, value, revenueImpact, ...plain } = expected;
  const candidates = telemetry.interactions().map((one): Candidate => ({
    title: showInteraction(one),
    distance: nameDistance(type, one.type),
    differences: [
      ...difference("type", type, one.type),
      ...differences(plain, { ...one }),
      ...moneyDifference("value", value, one.value),
      ...moneyDifference("revenueImpact", revenueImpact, one.revenueImpact),
      ...attributeDifferences(attributes, one.attributes),
    ],
  }));
  return judge({
    expected: `an interaction ${showExpected(type)}${showFields({ ...expected, times: undefined })}`,
    candidates,
    times,
    emitted: () => emittedRecords(telemetry, "interaction"),
  });
}

interface Walk {
  readonly person: Person;
  readonly steps: readonly JourneyStepView[];
}

// the person that is asked for, else everybody
function peopleOf(telemetry: Collection, { user, session }: Person): Walk[] {
  const journeys = telemetry.journeys();
  const asked = user === undefined && session === undefined ? journeys.people() : [{ user, session }];
  return asked
    .map((person) => ({ person, steps: journeys.of(person) }))
    .filter(({ steps }) => steps.length > 0);
}

function journeyDifferences(
  { steps, abandoned }: ExpectedJourney,
  own: readonly JourneyStepView[],
): Difference[] {
  const names = own.filter((one) => !one.abandoned).map(({ step }) => step);
  const end = own.find((one) => one.abandoned);
  const wanted = typeof abandoned === "string" ? abandoned : undefined;
  return [
    ...differences({ steps }, { steps: names }),
    ...(abandoned === undefined ? [] : difference("abandoned", abandoned !== false, end !== undefined)),
    ...(wanted === undefined ? [] : difference("reason", wanted, end?.reason)),
  ];
}

function missingSteps(order: readonly string[], own: readonly JourneyStepView[]): Difference[] {
  let reached = 0;
  for (const { step } of own) if (step === order[reached]) reached++;
  return reached === order.length ? [] : [`not reached: ${order.slice(reached).join(" → ")}`];
}

function moneyDifference(
  name: string,
  expected: Expected<number | string> | undefined,
  actual: number | string | undefined,
): Difference[] {
  if (expected === undefined) return [];
  const isMoney = typeof expected === "number" || typeof expected === "string";
  if (
    isMoney &&
    actual !== undefined &&
    typeof expected !== typeof actual &&
    Number(expected) === Number(actual)
  )
    return [];
  return difference(name, expected, actual);
}

function showFields(expected: object): string {
  const fields = showExpected(expected);
  return fields === "{  }" ? "" : ` ${fields}`;
}

function showTransaction(one: TransactionView): string {
  const { type, id, outcome, reason, amount, currency, durationMs } = one;
  const money = amount === undefined ? "" : `  ${amount} ${currency}`;
  return `${type} ${id}  ${outcome}${reason === undefined ? "" : ` (${reason})`}${money}  ${showDuration(durationMs)}`;
}

function showPerson({ user, session }: Person): string {
  return user === undefined ? `session ${session}` : `user ${user}`;
}

function showSteps(steps: readonly JourneyStepView[]): string {
  return steps
    .map(({ journey, step, abandoned }) => `${journey}/${step ?? "?"}${abandoned ? " (abandoned)" : ""}`)
    .join(" → ");
}

function showWorkflow({ type, id, state, ended, events }: WorkflowView): string {
  const path = events.map(({ event }) => event).join(" → ");
  return `${type} ${id}  ${ended ? "ended" : "open"} in ${state ?? "no state"}: ${path}`;
}

function showInteraction({ type, customer, channel, result, durationMs }: InteractionView): string {
  return [type, customer, channel, result, showDuration(durationMs)]
    .filter((part) => part !== undefined)
    .join("  ");
}
