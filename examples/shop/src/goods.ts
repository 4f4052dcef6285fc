// What the shop sells.

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  /** In euro cents, so that sums are exact. */
  readonly priceCents: number;
}

export const goods: readonly Product[] = [
  { sku: "lamp-1", name: "Desk lamp", category: "light", priceCents: 3490 },
  { sku: "lamp-2", name: "Floor lamp", category: "light", priceCents: 8990 },
  { sku: "chair-1", name: "Oak chair", category: "seating", priceCents: 12900 },
  { sku: "chair-2", name: "Folding chair", category: "seating", priceCents: 2499 },
  { sku: "table-1", name: "Kitchen table", category: "tables", priceCents: 24900 },
  { sku: "shelf-1", name: "Wall shelf", category: "storage", priceCents: 1999 },
  { sku: "shelf-2", name: "Bookcase", category: "storage", priceCents: 7950 },
  { sku: "rug-1", name: "Wool rug", category: "textiles", priceCents: 9999 },
];

/** Cents as a decimal amount: `3490` is `"34.90"`. */
export function euros(cents: number): string {
  return `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
}
