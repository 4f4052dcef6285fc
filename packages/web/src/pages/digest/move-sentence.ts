// A move of the digest in words.
import { type MeasureKey, measureNoun } from "catalog/measures";
import type { DigestMove } from "contract";

import { formatCount, formatShare } from "../../lib/format.ts";
import { formatMoney } from "../../lib/format-money.ts";

/** What moved. */
export const measureOfMove: Readonly<Record<DigestMove["what"], MeasureKey>> = {
  volume: "ended",
  completion: "completion",
  amount: "amount",
  conversion: "conversion",
};

/** `completion fell from 95.0 % to 50.0 %`. */
export function moveSentence(move: DigestMove): string {
  const { what, now, before } = move;
  const verb = now < before ? "fell" : "rose";
  return `${measureNoun(measureOfMove[what])} ${verb} from ${moveValue(move, before)} to ${moveValue(move, now)}`;
}

/** A value of what moved, in its unit. */
export function moveValue({ what, unit }: Pick<DigestMove, "what" | "unit">, value: number): string {
  // A currency may have any name.
  if (what === "amount") return formatMoney({ currency: unit, amount: String(value) });
  return unit === "share" ? formatShare(value) : formatCount(value);
}
