// The addresses of the list of dashboards and of one dashboard, beside the scope.
import { many, one, oneOf } from "../../lib/search-params.ts";

export interface DashboardsSearch {
  /** Part of the title. */
  readonly search?: string | undefined;
}

export interface DashboardSearch {
  /** Values of variables: `provider=nordpay`. */
  readonly var?: readonly string[] | undefined;
  /** An older version. */
  readonly version?: string | undefined;
  /** The layout is being edited, or the versions are listed. */
  readonly mode?: "edit" | "versions" | undefined;
}

export function validateDashboardsSearch(raw: Readonly<Record<string, unknown>>): DashboardsSearch {
  return { search: one(raw["search"]) };
}

export function validateDashboardSearch(raw: Readonly<Record<string, unknown>>): DashboardSearch {
  return {
    var: many(raw["var"])?.filter((part) => part.includes("=")),
    version: one(raw["version"]),
    mode: oneOf(raw["mode"], ["edit", "versions"]),
  };
}
