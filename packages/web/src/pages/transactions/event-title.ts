import type { BusinessEvent } from "contract";

/** What a business record says, in a word or two: the step, else the outcome, else the phase. */
export function eventTitle({ phase, step, outcome, state }: BusinessEvent): string {
  if (phase === "ended" || phase === "abandoned") return outcome === "" ? phase : outcome;
  if (step !== "") return step;
  return state === "" ? phase : state;
}
