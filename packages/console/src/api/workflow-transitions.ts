// What a definition says of the way from one state to another. Processes judge what they saw; here all of it is judged, in one place.
import type { BusinessEvent, WorkflowStep } from "contract";
import type { Definition } from "./definitions.ts";

/** Tells whether a definition allows the way from one state to another. Without a definition, and from nowhere, every way is allowed. */
export type Allows = (from: string, to: string) => boolean;

/** Reads the definition of a type. Transitions that cannot be read forbid nothing. */
export function toAllows(definition: Pick<Definition, "states" | "transitionsJson"> | undefined): Allows {
  if (definition === undefined || definition.states.length === 0) return () => true;
  const { states } = definition;
  const transitions = parseTransitions(definition.transitionsJson);
  return (from, to) => {
    if (!states.includes(to)) return false;
    return from === "" || transitions === undefined || (transitions.get(from)?.includes(to) ?? false);
  };
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
export function toSteps(events: readonly BusinessEvent[], allows: Allows): WorkflowStep[] {
  let state = "";
  let lastNs: bigint | undefined;
  return events
    .filter((event) => event.phase === "event")
    .map((event) => {
      const from = state;
      const to = event.state !== "" && event.state !== from ? event.state : event.step;
      const timeNs = BigInt(event.timeNs);
      const sinceMs = lastNs === undefined ? null : Number(timeNs - lastNs) / 1e6;
      state = event.state === "" ? state : event.state;
      lastNs = timeNs;
      const marked = event.attributes["telltale.workflow.illegal"]?.value === true;
      return {
        event: event.step,
        from,
        to,
        timeNs: event.timeNs,
        sinceMs,
        illegal: marked || !allows(from, to),
      };
    });
}
