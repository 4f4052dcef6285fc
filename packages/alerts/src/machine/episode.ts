// What an alert has been through since it began: a message about its end says how long it lasted and how bad it was.
import type { Verdict } from "../condition/verdict.ts";
import type { GroupState } from "./state.ts";

/** From the first evaluation at which the condition held to the last one. */
export interface Episode {
  /** Unix ms. */
  readonly since: number;
  /** The value furthest from the limit, or from what is usual. */
  readonly worst?: number;
  /** The limit at the beginning: a rule may be changed meanwhile. */
  readonly limit?: number;
  /** The numbers behind the last verdict that held. */
  readonly values?: Readonly<Record<string, number>>;
}

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
