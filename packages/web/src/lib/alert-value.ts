// Values of alerts in the unit of their rule.
import { formatDuration } from "./format-duration.ts";
import { formatNumber, formatRate, formatShare } from "./format.ts";
import { none } from "./locale.ts";

type Maybe = number | null | undefined;

/** A function that writes values of `unit`, which `unitOfRule` of the contract returns: `84.1 %`, `2.61 s`, `12`. */
export function alertFormat(unit: string | undefined): (value: Maybe) => string {
  return (value) => {
    if (value === null || value === undefined || !Number.isFinite(value)) return none;
    if (unit === "1") return formatShare(value);
    if (unit === "s") return formatDuration(value * 1000);
    if (unit === "/s") return formatRate(value);
    return formatNumber(value);
  };
}
