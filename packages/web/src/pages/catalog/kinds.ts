// Kinds and states of things as words and marks.
import type { CatalogState, CatalogThing } from "contract";

import type { StatusKind } from "../../ui/status.tsx";

export const stateMarks: Readonly<Record<CatalogState, StatusKind>> = {
  live: "ok",
  drifting: "error",
  undeclared: "warn",
  dead: "off",
  declared: "info",
  unknown: "off",
};

export const stateTitles: Readonly<Record<CatalogState, string>> = {
  live: "Arrives as declared",
  drifting: "Arrives, and differs from its declaration",
  undeclared: "Arrives, and no catalog declares it",
  dead: "Declared, and did not arrive in this range",
  declared: "Does not arrive itself",
  unknown: "Not known: there is more than was read",
};

export const levelMarks: Readonly<Record<"violation" | "improvement" | "information", StatusKind>> = {
  violation: "error",
  improvement: "warn",
  information: "info",
};

/** The page with the data of a thing; `undefined` for kinds that have none. */
export function dataPathOf({ kind, name }: Pick<CatalogThing, "kind" | "name">): string | undefined {
  const path = {
    metric: "/metrics",
    transaction: "/transactions",
    workflow: "/workflows",
    journey: "/journeys",
  };
  const base = (path as Readonly<Record<string, string | undefined>>)[kind];
  if (base !== undefined) return `${base}/${encodeURIComponent(name)}`;
  const condition = { span: `name=${name}`, attribute: `${name} exists`, event: `event.name=${name}` };
  const filter = (condition as Readonly<Record<string, string | undefined>>)[kind];
  if (filter === undefined) return undefined;
  return `${kind === "event" ? "/logs" : "/traces"}?filter=${encodeURIComponent(filter)}`;
}
