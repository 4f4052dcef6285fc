// Budgets of different names, which bound the rows of roll-ups and lists.

/** Most different names of each tenant that roll-ups keep apart. */
export interface NameLimits {
  readonly services: number;
  /** Names of spans, by service. */
  readonly operations: number;
}

export type NameKind = keyof NameLimits;

export const defaultNameLimits: NameLimits = { services: 2_000, operations: 20_000 };
