// Proposes the declaration of one thing from its uses in the code and from what arrived.
import type {
  JourneyDeclaration,
  LogDeclaration,
  MetricDeclaration,
  Severity,
  TransactionDeclaration,
  WorkflowDeclaration,
} from "catalog";
import type { CatalogObservedResult } from "contract";
import { type CodeKind, type CodeThing, metricsOf } from "./inventory.ts";

export type NamedKind = CodeKind;
export type Seen<K extends NamedKind> = CatalogObservedResult[K][number];

/** What is known of a name. */
export interface Found<K extends NamedKind> {
  readonly thing: CodeThing | undefined;
  readonly seen: Seen<K> | undefined;
  /** Its declared attributes. Which of them are required, the code does not say. */
  readonly carried: { readonly recommended?: readonly string[] };
}

export const todo = "TODO: describe";

export function proposeLog({ thing, carried }: Found<"logs">): LogDeclaration {
  const calls = new Set(thing?.uses.map(({ call }) => call.slice(call.lastIndexOf(".") + 1)));
  const [only] = calls;
  return {
    ...(calls.size === 1 ? { severity: only as Severity } : {}),
    description: `${todo} when it is written.`,
    ...carried,
  };
}

const kinds = {
  counter: "counter",
  gauge: "gauge",
  histogram: "histogram",
  updowncounter: "upDownCounter",
} as const;

export function proposeMetric({ thing, seen, carried }: Found<"metrics">): MetricDeclaration | undefined {
  const [made] = thing === undefined ? [] : metricsOf(thing);
  const arrived = seen === undefined || seen.instrument === "summary" ? undefined : kinds[seen.instrument];
  const kind = made?.kind ?? arrived;
  if (kind === undefined) return undefined;
  const unit = kind === "timer" ? "" : (made?.unit ?? seen?.unit ?? "");
  const keys = carried.recommended ?? attributesOf(seen);
  return {
    kind,
    ...(unit === "" ? {} : { unit }),
    description: descriptionOf(thing, seen),
    ...(keys.length === 0 ? {} : { recommended: keys }),
  };
}

function descriptionOf(thing: CodeThing | undefined, seen: Seen<"metrics"> | undefined): string {
  return (firstOf(thing, "description") ?? seen?.description) || `${todo} what is measured.`;
}

function attributesOf(seen: Seen<"metrics"> | undefined): readonly string[] {
  return (seen?.attributes ?? []).filter((key) => !key.startsWith("telltale."));
}

/** The first value that a use has. */
function firstOf<Key extends "description" | "currency" | "timeoutMs" | "declared" | "transitions">(
  thing: CodeThing | undefined,
  key: Key,
): CodeThing["uses"][number][Key] {
  return thing?.uses.find((use) => use[key] !== undefined)?.[key];
}

export function proposeTransaction({ thing, seen, carried }: Found<"transactions">): TransactionDeclaration {
  const steps = taken(thing, seen?.steps);
  const currency = (firstOf(thing, "currency") ?? seen?.currency) || undefined;
  const timeoutMs = firstOf(thing, "timeoutMs");
  return {
    description: `${todo} what is completed.`,
    ...(steps.length === 0 ? {} : { steps }),
    ...(currency === undefined ? {} : { currency }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...carried,
  };
}

/** Steps in the order in which the code has them, then those that arrived besides. */
function taken(thing: CodeThing | undefined, arrived: readonly string[] = []): readonly string[] {
  return [...new Set([...(thing?.steps ?? []).map(({ name }) => name), ...arrived])];
}

export function proposeJourney({ thing, seen, carried }: Found<"journeys">): JourneyDeclaration | undefined {
  const steps = firstOf(thing, "declared") ?? taken(thing, seen?.steps);
  const timeoutMs = firstOf(thing, "timeoutMs");
  if (steps.length === 0) return undefined;
  return {
    description: `${todo} the way of a person.`,
    ...(thing?.uses.some(({ isOrdered }) => isOrdered) === true ? { ordered: true } : {}),
    steps,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...carried,
  };
}

export function proposeWorkflow({
  thing,
  seen,
  carried,
}: Found<"workflows">): WorkflowDeclaration | undefined {
  const states = firstOf(thing, "declared") ?? taken(thing, seen?.states);
  const [transitions, timeoutMs] = [firstOf(thing, "transitions"), firstOf(thing, "timeoutMs")];
  if (states.length === 0) return undefined;
  return {
    description: `${todo} what an instance goes through.`,
    states,
    ...(transitions === undefined ? {} : { transitions }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...carried,
  };
}
