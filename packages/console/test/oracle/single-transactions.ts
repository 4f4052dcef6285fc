// Transactions one by one, by the definitions in words, from their records.
import { now } from "../api/harness.ts";
import type { RawRecord } from "./telemetry.ts";
import { beginOf, endOf, isEnd } from "./transactions.ts";

const prefix = "telltale.transaction.";

export interface Bought {
  readonly type: string;
  readonly id: string;
  readonly outcome: string;
  readonly reason: string;
  readonly began: number;
  /** The first end by time, or when its time ran out. */
  readonly ended: number | undefined;
  readonly durationMs: number | null;
  readonly money: { readonly currency: string; readonly cents: number } | undefined;
  /** Of the first end; without one, of the latest record but a step. */
  readonly provider: string | undefined;
  /** Of the first end that names one, else of the latest record that does. */
  readonly user: string;
  readonly traces: ReadonlySet<string>;
  /** Each once, oldest first. */
  readonly records: readonly RawRecord[];
}

/** A repeated record counts once, and so does a transaction. */
export function boughtIn(records: readonly RawRecord[]): readonly Bought[] {
  const own = records.filter(({ event }) => event.startsWith(prefix));
  const once = [...new Map(own.map((record) => [record.uid, record])).values()];
  const textOf = ({ attributes }: RawRecord, name: string): string => String(attributes[prefix + name] ?? "");
  const byId = Map.groupBy(once, (record) => `${textOf(record, "type")} ${textOf(record, "id")}`);
  return [...byId.values()].map((all): Bought => {
    const ordered = all.toSorted((a, b) => a.at - b.at);
    const end = endOf(ordered, now);
    const paid = ordered.findLast(({ attributes }) => `${prefix}amount` in attributes);
    const telling = ordered.find(isEnd) ?? ordered.findLast(({ event }) => event !== `${prefix}step`);
    return {
      type: textOf(ordered[0]!, "type"),
      id: textOf(ordered[0]!, "id"),
      outcome: end?.outcome ?? "open",
      reason: end?.reason ?? "",
      began: beginOf(ordered),
      ended: end?.at,
      durationMs: end?.durationMs ?? null,
      money:
        paid === undefined
          ? undefined
          : {
              currency: textOf(paid, "currency"),
              cents: Math.round(Number(paid.attributes[`${prefix}amount`]) * 100),
            },
      provider: telling?.attributes["payment.provider"] as string | undefined,
      user: [...ordered.filter(isEnd), ...ordered.toReversed()].find(({ user }) => user !== "")?.user ?? "",
      traces: new Set(ordered.flatMap(({ trace }) => (trace === undefined ? [] : [trace]))),
      records: ordered,
    };
  });
}
