// Whether a definition allows a transition. Each process judges the transitions it saw; here all of them are judged.
import type { BusinessEvent, WorkflowStep } from "contract";
import type { Definition } from "../definitions/definitions.ts";

/** `beganBefore`: a first event that cannot be the first; the events before it are unknown. */
type Verdict = "legal" | "illegal" | "beganBefore";

/** Judges a transition; from `""` for the first known event. Without a definition all transitions are legal. */
export type Judge = (from: string, to: string) => Verdict;

/** Parses the definition of a type. Unreadable transitions forbid nothing. */
export function toJudge(definition: Pick<Definition, "states" | "transitionsJson"> | undefined): Judge {
  const [first] = definition?.states ?? [];
  if (definition === undefined || first === undefined) return () => "legal";
  const { states } = definition;
  const transitions = parseTransitions(definition.transitionsJson);
  const reached = transitions === undefined ? new Set(states) : reachedFrom(first, transitions);
  return (from, to) => {
    if (!states.includes(to)) return "illegal";
    if (from !== "")
      return transitions === undefined || transitions.get(from)?.includes(to) === true ? "legal" : "illegal";
    if (to === first) return "legal";
    return reached.has(to) ? "beganBefore" : "illegal";
  };
}

/** What a definition allows, as pairs; `undefined` without a definition. */
export interface AllowedTransitions {
  /** Pairs of origin and target; from `""` for a first event. */
  readonly pairs: readonly (readonly [from: string, to: string])[];
  /** The definition lists no transitions: only the targets of the pairs count. */
  readonly anyOrigin: boolean;
}

/** The same as the judge's verdicts that are not "illegal", for a query. */
export function toAllowed(
  definition: Pick<Definition, "states" | "transitionsJson"> | undefined,
): AllowedTransitions | undefined {
  const [first] = definition?.states ?? [];
  if (definition === undefined || first === undefined) return undefined;
  const transitions = parseTransitions(definition.transitionsJson);
  const states = new Set(definition.states);
  if (transitions === undefined)
    return { pairs: [...states].map((state) => ["", state] as const), anyOrigin: true };
  const begun = [...reachedFrom(first, transitions)].filter((state) => states.has(state));
  return {
    pairs: [...begun.map((state) => ["", state] as const), ...declaredPairs(definition)],
    anyOrigin: false,
  };
}

/** The transitions that a definition lists, between its states. */
export function declaredPairs(
  definition: Pick<Definition, "states" | "transitionsJson"> | undefined,
): (readonly [from: string, to: string])[] {
  const transitions = parseTransitions(definition?.transitionsJson ?? "") ?? new Map<string, string[]>();
  const states = new Set(definition?.states ?? []);
  return [...transitions].flatMap(([from, targets]) =>
    [...new Set(targets)].filter((to) => states.has(to)).map((to) => [from, to] as const),
  );
}

/** The states that can be reached from `first`. */
function reachedFrom(
  first: string,
  transitions: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const reached = new Set([first]);
  // iterating a set includes elements that are added meanwhile
  for (const state of reached) for (const next of transitions.get(state) ?? []) reached.add(next);
  return reached;
}

function parseTransitions(json: string): ReadonlyMap<string, readonly string[]> | undefined {
  if (json === "") return undefined;
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== "object" || parsed === null) return undefined;
    return new Map(
      Object.entries(parsed).filter((pair): pair is [string, string[]] => Array.isArray(pair[1])),
    );
  } catch {
    return undefined;
  }
}

/** The events of one instance, oldest first, as steps from state to state. */
export function toSteps(events: readonly BusinessEvent[], judge: Judge): WorkflowStep[] {
  let state = "";
  let lastNs: bigint | undefined;
  return events
    .filter((event) => event.phase === "event")
    .map((event) => {
      const from = state;
      const isFirst = lastNs === undefined;
      const to = event.state !== "" && event.state !== from ? event.state : event.step;
      const timeNs = BigInt(event.timeNs);
      const sinceMs = lastNs === undefined ? null : Number(timeNs - lastNs) / 1e6;
      state = event.state === "" ? state : event.state;
      lastNs = timeNs;
      const verdict = judge(from, to);
      const marked = event.attributes["telltale.workflow.illegal"]?.value === true;
      return {
        event: event.step,
        from,
        to,
        timeNs: event.timeNs,
        sinceMs,
        illegal: marked || verdict === "illegal",
        beganBefore: isFirst && verdict === "beganBefore",
      };
    });
}
