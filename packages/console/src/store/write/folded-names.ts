// Counts what is over a tenant's budgets on a day: items exactly, different names to about 2 %.
import { type NameKind, nameKinds, type NameLimits } from "../../tables/name-limits.ts";
import { createDistinctCount, type DistinctCount } from "./distinct-count.ts";

/** What was folded of a tenant today (UTC), since this console started. */
export interface FoldedNames {
  readonly tenant: string;
  readonly kind: NameKind;
  readonly budget: number;
  /** Different names, to about 2 %. */
  readonly names: number;
  /** Spans; of services, environments and versions also log records; of metrics and series points. */
  readonly items: number;
}

/** The counts of one tenant. */
export interface FoldedCounts {
  /** An item whose name is over the budget. A series is named by a number of 32 well mixed bits. */
  note(kind: NameKind, name: string | number): void;
  /** Begins anew. */
  clear(): void;
  of(tenant: string, limits: NameLimits): readonly FoldedNames[];
}

export function createFoldedCounts(): FoldedCounts {
  const counts = new Map<NameKind, { readonly names: DistinctCount; items: number }>();
  return {
    note(kind, name) {
      let count = counts.get(kind);
      if (count === undefined) {
        count = { names: createDistinctCount(), items: 0 };
        counts.set(kind, count);
      }
      if (typeof name === "string") count.names.add(name);
      else count.names.addHash(name);
      count.items += 1;
    },
    clear: () => counts.clear(),
    of: (tenant, limits) =>
      nameKinds.flatMap((kind) => {
        const count = counts.get(kind);
        if (count === undefined) return [];
        return [{ tenant, kind, budget: limits[kind], names: count.names.count, items: count.items }];
      }),
  };
}
