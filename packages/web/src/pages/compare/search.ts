// The search parameters of the comparison, beside those of the scope, which is the side "now".
import { comparedKinds } from "contract";

import { oneOf, one } from "../../lib/search-params.ts";

export interface CompareSearch {
  /** What differs between the sides; times when absent. */
  readonly mode?: "version" | "environment" | "attribute" | undefined;
  /** Range of the base, in expressions of times; the preceding period when absent. */
  readonly baseFrom?: string | undefined;
  readonly baseTo?: string | undefined;
  readonly baseEnv?: string | undefined;
  /** The attribute of `attribute`. */
  readonly by?: string | undefined;
  readonly value?: string | undefined;
  readonly baseValue?: string | undefined;
  /** Rows of one kind. */
  readonly kind?: (typeof comparedKinds)[number] | undefined;
}

/** The search of `/compare`; invalid values are dropped. */
export function validateCompareSearch(raw: Readonly<Record<string, unknown>>): CompareSearch {
  return {
    mode: oneOf(raw["mode"], ["version", "environment", "attribute"]),
    baseFrom: one(raw["baseFrom"]),
    baseTo: one(raw["baseTo"]),
    baseEnv: one(raw["baseEnv"]),
    by: one(raw["by"]),
    value: one(raw["value"]),
    baseValue: one(raw["baseValue"]),
    kind: oneOf(raw["kind"], comparedKinds),
  };
}
