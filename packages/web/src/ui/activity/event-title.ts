import type { BusinessEvent } from "contract";

/** A business record in a word or two: the step, otherwise the outcome, otherwise the phase. */
export function eventTitle({ phase, step, outcome, state }: BusinessEvent): string {
  if (phase === "ended" || phase === "abandoned") return outcome === "" ? phase : outcome;
  if (step !== "") return step;
  return state === "" ? phase : state;
}
