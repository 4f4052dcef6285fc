// The tables of the store, grouped by retention.
import type { RetentionKind, StoreTable } from "contract";

export type Kind = RetentionKind | "unlimited";

export const kindLabels: Readonly<Record<Kind, string>> = {
  spans: "Spans",
  logs: "Logs",
  metrics: "Metrics",
  business: "Business events and errors",
  rollups: "Roll-ups",
  audit: "Audit log",
  unlimited: "Everything else",
};

export const kinds = Object.keys(kindLabels) as readonly Kind[];

export interface KindState {
  readonly bytes: number;
  /** ISO 8601; empty without rows. */
  readonly oldest: string;
}

/** Size and age of each kind. */
export function kindsOf(tables: readonly StoreTable[]): Readonly<Record<Kind, KindState>> {
  const entries = kinds.map((kind) => {
    const own = tables.filter(({ retention }) => (retention ?? "unlimited") === kind);
    const times = own.map(({ oldest }) => oldest).filter((oldest) => oldest !== "");
    return [
      kind,
      { bytes: own.reduce((sum, { bytes }) => sum + bytes, 0), oldest: times.toSorted()[0] ?? "" },
    ];
  });
  return Object.fromEntries(entries) as Record<Kind, KindState>;
}
