// A value that was beyond its limit with enough evidence goes on counting with less of it: for the part of the condition that saw it, and as
// long as its windows follow each other.
import type { Input } from "./reading.ts";
import type { Situation, Verdict } from "./verdict.ts";

const nameOf = (part: string): string => `${part}.held`;

/** Whether the alert fires, or the part has held so shortly before that the windows of the two evaluations follow each other. */
export function hasEvidence(situation: Situation, part: string, { windowMs }: Input): boolean {
  if (situation.isFiring) return true;
  const heldAt = situation.recall(nameOf(part));
  if (typeof heldAt !== "number") return false;
  // a clock that was put back leaves times that are still to come
  const sinceMs = situation.at - heldAt;
  return sinceMs >= 0 && sinceMs <= windowMs;
}

/** Whether the alert fires, or the part has held and was not clear since: it may be pending. */
export function hasBegun({ isFiring, recall }: Situation, part: string): boolean {
  return isFiring || typeof recall(nameOf(part)) === "number";
}

/** Remembers when the part held; a clear value ends that. */
export function keepEvidence(situation: Situation, part: string, outcome: Verdict["outcome"]): void {
  const name = nameOf(part);
  if (outcome === "holds") situation.keep(name, situation.at);
  else if (outcome === "clear" && typeof situation.recall(name) === "number") situation.keep(name, null);
}
