// What a declaration says, read for those who check and describe it.
import type { Setting, Settings } from "./setting.ts";

/** The longest time that a timer takes. */
const maxMs = 2_147_483_647;

/** The names that options have among `settings`. */
export function optionNames(settings: Settings): readonly string[] {
  return Object.keys(settings).filter((name) => settings[name]?.option === undefined);
}

/** The range that a number must be in. */
export function rangeOf({ type, unit, least, most, above }: Setting): readonly [least: number, most: number] {
  if (type === "timeout") return [1, maxMs];
  const largest = unit === "ms" ? maxMs : type === "whole" ? Number.MAX_SAFE_INTEGER : Number.MAX_VALUE;
  return [least ?? above ?? (type === "whole" ? 0 : -Number.MAX_VALUE), most ?? largest];
}

/** What may represent a whole group. */
export function switchValues({ switch: own }: Setting): readonly unknown[] {
  return own === undefined ? [] : (own.values ?? [true, false]);
}

/** What a list or record holds. */
export function only({ of }: Setting): Setting {
  return of as Setting;
}
