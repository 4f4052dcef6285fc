// Room for new groups: all rules of a tenant together have a budget of groups, so that neither a round nor what is stored of it grows with
// the values of an attribute. What is left out is counted by its rule.
import type { EngineState } from "./state.ts";

/** Groups of all rules together. Evaluating so many takes some tenths of a second, on a thread that all tenants share. */
export const maxGroups = 20_000;
/** Characters of their keys together, and of one. */
const maxCharacters = 4_000_000;
const maxKeyLength = 1_000;

export interface Room {
  /** Takes room for a new group. False when no room is left. */
  take(key: string): boolean;
}

/** Of a replay, which is its caller's own. */
export const endless: Room = { take: () => true };

/** What the groups of `before` leave. Groups that end in this round make room in the next one. */
export function roomBeside({ rules }: EngineState): Room {
  let groups = maxGroups;
  let characters = maxCharacters;
  for (const rule of Object.values(rules))
    for (const key of Object.keys(rule.groups)) {
      groups -= 1;
      characters -= key.length;
    }
  return {
    take(key) {
      if (groups < 1 || key.length > maxKeyLength || key.length > characters) return false;
      groups -= 1;
      characters -= key.length;
      return true;
    },
  };
}
