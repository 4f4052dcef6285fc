// Values of alerts in the unit of their rule.
import { unitFormat } from "./format-unit.ts";

type Maybe = number | null | undefined;

/** A function that writes values of `unit`, which the contract describes as `unitOfRule`: `84.1 %`, `2.61 s`, `1.2 GB`, `12`. */
export function alertFormat(unit = ""): (value: Maybe) => string {
  return unit.endsWith("/s") ? unitFormat(unit.slice(0, -2), "rate") : unitFormat(unit, "last");
}
