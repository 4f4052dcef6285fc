// A clock that was ahead and is right again: states from the future must not keep rules from being evaluated.
import type { GroupState } from "./state.ts";

/**
 * Whether `last`, the time of the last evaluation, is so far ahead of `at` that the clock must have been wrong. A clock that is put back by
 * less than two intervals is waited for: a time that was evaluated is not evaluated again.
 */
export function isAhead(last: number, at: number, everyMs: number): boolean {
  return last - at > 2 * everyMs;
}

/** The group with its times before `at`, as if it had been evaluated just before. */
export function rewind(group: GroupState, at: number): GroupState {
  const before = (time: number): number => Math.min(time, at - 1);
  return {
    ...group,
    since: before(group.since),
    at: before(group.at),
    seen: before(group.seen),
    ...(group.episode !== undefined && {
      episode: { ...group.episode, since: before(group.episode.since) },
    }),
    ...(group.firings !== undefined && { firings: group.firings.filter((one) => one < at) }),
    ...(group.reported !== undefined && { reported: { ...group.reported, at: before(group.reported.at) } }),
  };
}
