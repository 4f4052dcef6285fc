// Budgets of different names, which bound the rows of roll-ups and lists.

/** In place of the names over the budget, in roll-ups. As in the semantic conventions. */
export const otherName = "_OTHER";

/** Most different names of each tenant that roll-ups and lists keep apart. */
export interface NameLimits {
  readonly services: number;
  /** Names of spans, by service. */
  readonly operations: number;
  readonly environments: number;
  /** Values of `service.version`, by service. */
  readonly versions: number;
  /** Names of metrics. */
  readonly metrics: number;
  /** Series of metrics. */
  readonly series: number;
}

export type NameKind = keyof NameLimits;

export const defaultNameLimits: NameLimits = {
  services: 2_000,
  operations: 20_000,
  environments: 100,
  versions: 20_000,
  metrics: 10_000,
  series: 100_000,
};

export const nameKinds = Object.keys(defaultNameLimits) as readonly NameKind[];
