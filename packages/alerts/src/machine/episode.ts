// What an alert has been through since it began: a message about its end says how long it lasted and how bad it was.
import { badnessOf, type Members, type Verdict } from "../condition/verdict.ts";
import type { Episode, GroupState } from "./state.ts";

/** The state with its episode. One that is over is kept until the next begins: the message about its end may be sent later. */
export function withEpisode(before: GroupState, after: GroupState, verdict: Verdict): GroupState {
  if (after === before) return after;
  if (after.state !== "pending" && after.state !== "firing")
    // what has no data or an error now was not an alert before
    return before.state === "ok" && after.state !== "ok" ? withoutEpisode(after) : after;
  const isNew = before.state === "ok" || before.episode === undefined;
  const episode: Episode = isNew ? { since: after.since } : before.episode;
  return { ...after, episode: verdict.outcome === "holds" ? gone(episode, verdict) : episode };
}

/** The state without the alert that it had, and what ended that. */
export function withoutEpisode(state: GroupState): GroupState {
  const { episode: _, ended: __, ...rest } = state;
  return rest;
}

function gone(episode: Episode, verdict: Verdict): Episode {
  const { value, values, members } = verdict;
  const badness = badnessOf(verdict);
  const isWorse = value !== undefined && badness !== undefined && badness > (episode.badness ?? -Infinity);
  const limit = episode.limit ?? values?.["limit"];
  return {
    ...episode,
    ...(isWorse && members === undefined && { worst: value, badness }),
    ...(members !== undefined && { members: worstOf(episode.members, members) }),
    ...(limit !== undefined && { limit }),
  };
}

function worstOf(before: Members = {}, now: Members): Members {
  const worse = Object.entries(now).filter(([place, { badness }]) => {
    const known = before[place];
    return known === undefined || badness > known.badness;
  });
  return { ...before, ...Object.fromEntries(worse) };
}
