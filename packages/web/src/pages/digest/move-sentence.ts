// A move of the digest in words.
import type { DigestMove } from "contract";

import { formatCount, formatShare } from "../../lib/format.ts";
import { formatMoney } from "../../lib/format-money.ts";

const subjects: Readonly<Record<DigestMove["what"], string>> = {
  volume: "number",
  completion: "completion",
  amount: "amount",
  conversion: "conversion",
};

/** `completion fell from 95.0 % to 50.0 %`. */
export function moveSentence({ what, now, before, unit }: DigestMove): string {
  const format = (value: number): string => {
    if (unit === "share") return formatShare(value);
    if (unit === "count") return formatCount(value);
    return formatMoney({ currency: unit, amount: String(value) });
  };
  const verb = now < before ? "fell" : "rose";
  return `${subjects[what]} ${verb} from ${format(before)} to ${format(now)}`;
}
