// One log record with three attributes inside an active span: what all sides of the comparison do.
import type { Amount } from "./bursts.ts";

export const message = "order paid";
export const attributes = { "order.id": "order-789", "order.items": 3, "payment.method": "card" };

/** A burst is two full batches. */
export const records: Amount = { operations: 409_600, warmUp: 614_400, burst: 1024 };
