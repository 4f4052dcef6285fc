// The business of a trace: its transactions, journeys and workflows.
import type { BusinessEvent, Money, Outcome, Trace, Workflow } from "contract";

export interface TraceTransaction {
  readonly type: string;
  readonly id: string;
  /** Of its first end, with the reason of that end; `open` where this trace has none, though another one may. */
  readonly outcome: Outcome;
  readonly reason: string;
  readonly amount: Money | null;
  readonly user: string;
}

export interface TraceJourney {
  readonly name: string;
  readonly person: string;
  /** Steps reached in this trace, oldest first, each once. */
  readonly steps: readonly { readonly name: string; readonly index: number | null }[];
  readonly abandoned: boolean;
}

export interface TraceWorkflow {
  readonly type: string;
  readonly id: string;
  readonly state: string;
  /** The times of its records in this trace. */
  readonly timesNs: readonly string[];
}

/** Why the definition of a workflow does not explain its state; the first transition is from `""`. */
export type WorkflowVerdict =
  | { readonly kind: "beganBefore"; readonly to: string }
  | { readonly kind: "illegal"; readonly from: string; readonly to: string };

export interface TraceBusiness {
  readonly transactions: readonly TraceTransaction[];
  readonly journeys: readonly TraceJourney[];
  readonly workflows: readonly TraceWorkflow[];
}

/** The outcome of a transaction as far as the trace shows it. */
export const outcomeWords = ({ outcome }: Pick<TraceTransaction, "outcome">): string =>
  outcome === "open" ? "not ended in this trace" : outcome;

/** Merges the records of the trace, oldest first; later ones win, except that a transaction ends once. */
export function toBusiness(trace: Pick<Trace, "businessEvents">): TraceBusiness {
  const transactions = new Map<string, TraceTransaction>();
  const journeys = new Map<string, TraceJourney>();
  const workflows = new Map<string, TraceWorkflow>();
  for (const event of trace.businessEvents.toSorted(byTime)) {
    const key = `${event.name}\u0000${event.entityId}`;
    if (event.kind === "transaction") transactions.set(key, addTransaction(transactions.get(key), event));
    else if (event.kind === "journey") journeys.set(event.name, addJourney(journeys.get(event.name), event));
    else if (event.kind === "workflow") workflows.set(key, addWorkflow(workflows.get(key), event));
  }
  return {
    transactions: [...transactions.values()],
    journeys: [...journeys.values()],
    workflows: [...workflows.values()],
  };
}

/** Checks the transitions of `workflow` in this trace against `stored`, all that the console stores of it; undefined when all are legal. */
export function judgeWorkflow(
  { timesNs }: TraceWorkflow,
  { steps, beganBefore }: Pick<Workflow, "steps" | "beganBefore">,
): WorkflowVerdict | undefined {
  const illegal = steps.find((step) => step.illegal && timesNs.includes(step.timeNs));
  if (illegal !== undefined) return { kind: "illegal", from: illegal.from, to: illegal.to };
  return beganBefore ? { kind: "beganBefore", to: steps[0]?.to ?? "" } : undefined;
}

function byTime(a: BusinessEvent, b: BusinessEvent): number {
  if (a.timeNs.length !== b.timeNs.length) return a.timeNs.length - b.timeNs.length;
  return a.timeNs < b.timeNs ? -1 : a.timeNs > b.timeNs ? 1 : 0;
}

function addTransaction(before: TraceTransaction | undefined, event: BusinessEvent): TraceTransaction {
  const outcomes: Readonly<Record<string, Outcome>> = {
    completed: "completed",
    failed: "failed",
    abandoned: "abandoned",
  };
  const outcome = event.phase === "ended" ? outcomes[event.outcome] : undefined;
  const hasEnded = before !== undefined && before.outcome !== "open";
  const end = hasEnded || outcome === undefined ? before : { outcome, reason: event.reason };
  return {
    type: event.name,
    id: event.entityId,
    outcome: end?.outcome ?? "open",
    reason: end?.reason ?? "",
    amount:
      event.amount === null ? (before?.amount ?? null) : { amount: event.amount, currency: event.currency },
    user: event.user || (before?.user ?? ""),
  };
}

function addJourney(before: TraceJourney | undefined, event: BusinessEvent): TraceJourney {
  const steps = before?.steps ?? [];
  const known = event.step === "" || steps.some((step) => step.name === event.step);
  return {
    name: event.name,
    person: event.user || event.session || (before?.person ?? ""),
    steps: known ? steps : [...steps, { name: event.step, index: event.stepIndex }],
    abandoned: event.phase === "abandoned" || (before?.abandoned ?? false),
  };
}

function addWorkflow(before: TraceWorkflow | undefined, event: BusinessEvent): TraceWorkflow {
  return {
    type: event.name,
    id: event.entityId,
    state: event.state || (before?.state ?? ""),
    timesNs: [...(before?.timesNs ?? []), event.timeNs],
  };
}
