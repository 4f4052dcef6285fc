// Whose evaluation a leader has begun. Before that, messages of a former leader that do not count may be among those that wait.
import type { Leadership } from "../../lease/leader.ts";

export interface BegunTerms {
  add(leadership: Leadership, tenant: string): void;
  of(leadership: Leadership): ReadonlySet<string>;
}

export function createBegunTerms(): BegunTerms {
  const begun = new WeakMap<AbortSignal, Set<string>>();
  return {
    add({ signal }, tenant) {
      begun.set(signal, (begun.get(signal) ?? new Set<string>()).add(tenant));
    },
    of: ({ signal }) => begun.get(signal) ?? new Set<string>(),
  };
}
