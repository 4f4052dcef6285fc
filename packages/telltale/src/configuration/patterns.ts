// `included` and `excluded` of a configuration file.
import { wildcard } from "../engine/wildcard.ts";

/** Patterns with `*` and `?`. What is left out lets everything through; an exclusion is stronger. */
export interface IncludeExclude {
  readonly included?: readonly string[] | undefined;
  readonly excluded?: readonly string[] | undefined;
}

/** Whether a value passes. */
export function keeper({ included, excluded }: IncludeExclude): (value: string) => boolean {
  const wanted = included?.map(wildcard);
  const unwanted = (excluded ?? []).map(wildcard);
  return (value) =>
    (wanted?.some((matches) => matches(value)) ?? true) && !unwanted.some((matches) => matches(value));
}
