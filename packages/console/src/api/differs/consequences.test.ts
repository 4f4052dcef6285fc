import { expect, test } from "vitest";
import { isConsequence } from "./consequences.ts";

test.each(["duration", "status", "error.type", "exception.message", "http.response.status_code"])(
  "%s is a consequence",
  (key) => expect(isConsequence({ key })).toBe(true),
);
test.each(["rpc.grpc.status_code", "db.response.status_code", "queue.duration_ms", "upstream.latency"])(
  "%s is a consequence of a call",
  (key) => expect(isConsequence({ key })).toBe(true),
);
test.each([
  "service.version",
  "deployment.id",
  "order.status",
  "payment.provider",
  "http.route",
  "errors_seen",
])("%s can be a cause", (key) => expect(isConsequence({ key })).toBe(false));
