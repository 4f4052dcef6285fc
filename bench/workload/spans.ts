// Root and child span, five attributes each, one event: what all sides of the comparison do.
import type { Amount } from "./bursts.ts";

export const attributes = {
  "http.request.method": "GET",
  "http.route": "/orders/{id}",
  "http.response.status_code": 200,
  "user.id": "u1",
  "cache.hit": false,
};
export const event = { rows: 12 };

/** A burst is 1,024 spans: two full batches of both Telltale and the stock SDK. */
export const pairs: Amount = { operations: 204_800, warmUp: 307_200, burst: 512 };
