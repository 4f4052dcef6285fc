// The options of a catalog.
import type { Check } from "../settings/setting.ts";

/** The declaration; it is read where the pipeline is made. */
export const catalogSetting = {
  type: "custom",
  code: "TT_CATALOG",
  check: isCatalog as Check<object>,
  expected: "what `defineCatalog` returns",
} as const;

export const guardSetting = {
  type: "choice",
  values: ["off", "count", "warn", "reject"],
  default: "off",
  variable: "TELLTALE_CATALOG_GUARD",
  label: "catalog guard",
} as const;

function isCatalog(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
