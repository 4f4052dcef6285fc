// The tables of the store by what a person calls them, as retention is set for them.
import type { StoreTable } from "contract";

export type Kind = "spans" | "logs" | "metrics" | "business" | "rollups";

export const keptKinds: readonly { readonly kind: Kind; readonly label: string }[] = [
  { kind: "spans", label: "Spans" },
  { kind: "logs", label: "Logs" },
  { kind: "metrics", label: "Metrics" },
  { kind: "business", label: "Business events and errors" },
  { kind: "rollups", label: "Roll-ups" },
];

const kindOf: Readonly<Record<string, Kind>> = {
  spans: "spans",
  trace_summary: "spans",
  logs: "logs",
  cpu_profiles: "logs",
  samples: "metrics",
  distributions: "metrics",
  series: "metrics",
  business_events: "business",
  errors: "business",
};

export interface KindState {
  readonly bytes: number;
  /** ISO 8601; empty when there is nothing. */
  readonly oldest: string;
}

/** Size and age of each kind; what is none of the others is a roll-up of them. */
export function kindsOf(tables: readonly StoreTable[]): Readonly<Record<Kind, KindState>> {
  const entries = keptKinds.map(({ kind }) => {
    const own = tables.filter(({ name }) => (kindOf[name] ?? "rollups") === kind);
    const times = own.map(({ oldest }) => oldest).filter((oldest) => oldest !== "");
    return [
      kind,
      { bytes: own.reduce((sum, { bytes }) => sum + bytes, 0), oldest: times.toSorted()[0] ?? "" },
    ];
  });
  return Object.fromEntries(entries) as Record<Kind, KindState>;
}
