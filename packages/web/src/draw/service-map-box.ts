// The measures of the service map, and where its nodes stand.

/** Px of a node's box, and from one box to the next. */
export const box = { width: 148, height: 38, pitchX: 208, pitchY: 48 } as const;

export interface PlacedMapNode {
  readonly id: string;
  /** The middle of its box. */
  readonly x: number;
  readonly y: number;
  readonly layer: number;
}
