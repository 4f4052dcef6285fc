// What an alert has been through since it began: a message about its end says how long it lasted and how bad it was.
import type { Verdict } from "../condition/verdict.ts";
import type { Episode, GroupState } from "./state.ts";

/** The state with its episode. One that is over is kept until the next begins: the message about its end may be sent later. */
export function withEpisode(before: GroupState, after: GroupState, verdict: Verdict): GroupState {
  if (after === before || (after.state !== "pending" && after.state !== "firing")) return after;
  const isNew = before.state === "ok" || before.episode === undefined;
  const episode: Episode = isNew ? { since: after.since } : before.episode;
  return { ...after, episode: verdict.outcome === "holds" ? gone(episode, verdict) : episode };
}

function gone(episode: Episode, { value, values }: Verdict): Episode {
  const worst = worse(episode.worst, value, values);
  const limit = episode.limit ?? values?.["limit"];
  return {
    since: episode.since,
    ...(worst !== undefined && { worst }),
    ...(limit !== undefined && { limit }),
    ...(values !== undefined && { values }),
  };
}

function worse(
  worst: number | undefined,
  value: number | undefined,
  { limit, expected, earlier }: NonNullable<Verdict["values"]> = {},
): number | undefined {
  if (worst === undefined || value === undefined) return value ?? worst;
  const from = limit ?? expected ?? earlier ?? 0;
  return Math.abs(value - from) > Math.abs(worst - from) ? value : worst;
}
