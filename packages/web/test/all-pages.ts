// Every page of the console, for tests of what all of them promise.

export interface OnePage {
  readonly address: string;
  /** It has rows that `j` and `k` move through. */
  readonly hasRows?: boolean;
}

export const allPages: readonly OnePage[] = [
  { address: "/", hasRows: true },
  { address: "/transactions", hasRows: true },
  { address: "/transactions/purchase", hasRows: true },
  { address: "/transactions/purchase/order-1180" },
  { address: "/funnels", hasRows: true },
  { address: "/funnels/checkout" },
  { address: "/journeys", hasRows: true },
  { address: "/journeys/checkout" },
  { address: "/traces", hasRows: true },
  { address: "/traces/4bf92f3577b34da6a3ce929d0e0e4736" },
  { address: "/errors", hasRows: true },
  { address: "/errors/5b1f0a77c0ffee01", hasRows: true },
  { address: "/alerts", hasRows: true },
  { address: "/alerts?view=history", hasRows: true },
  { address: "/alerts/a1f0c3" },
  { address: "/alerts/rules", hasRows: true },
  { address: "/alerts/rules/r-completion" },
  { address: "/alerts/rules/new" },
  { address: "/services", hasRows: true },
  { address: "/services?view=map" },
  { address: "/services/payment", hasRows: true },
  { address: "/workflows", hasRows: true },
  { address: "/workflows/order", hasRows: true },
  { address: "/workflows/order/order-1" },
  { address: "/logs", hasRows: true },
  { address: "/metrics", hasRows: true },
  { address: "/metrics/shop.orders" },
  { address: "/catalog", hasRows: true },
  { address: "/catalog?view=findings", hasRows: true },
  { address: "/catalog?view=guard" },
  { address: "/catalog/attribute/order.total" },
  { address: "/catalog/span/charge%20card" },
  { address: "/digest" },
  { address: "/sampling" },
  { address: "/sql" },
  { address: "/settings" },
];
