// Which levels people have accepted in a range of the past. A preview learned from another time than the console, and may date the same firing
// differently: an acceptance is of the firing that lasts when it was given.
import type { GroupState } from "alerts";
import { alertIdOf } from "../ids.ts";
import type { Ask } from "./ask.ts";

/** Who has accepted the level of the firing of a group, at a time. */
export type AcceptedAt = (
  rule: string,
  group: Pick<GroupState, "labels" | "since">,
  at: number,
) => string | undefined;

interface Row {
  readonly alert: string;
  /** Unix ms. */
  readonly at: number;
  readonly author: string;
}

/** @returns undefined when there are none. */
export async function readAcceptedLevels(
  ask: Ask,
  rule: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<AcceptedAt | undefined> {
  const rows = await ask<Row>("alert-accepted-levels", { rule, fromMs: from, toMs: to + 1 });
  if (rows.length === 0) return undefined;
  return (name, { labels, since }, at) => {
    const id = alertIdOf(name, labels);
    return rows.find((one) => one.alert === id && Number(one.at) >= since && Number(one.at) <= at)?.author;
  };
}
