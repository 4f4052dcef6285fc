import { expect, test } from "vitest";
import { standingOf } from "./standing.ts";

test.each(["duration", "status", "error.type", "exception.message", "http.response.status_code"])(
  "%s is a consequence",
  (key) => expect(standingOf(key)).toBe("consequence"),
);
test.each(["rpc.grpc.status_code", "db.response.status_code", "queue.duration_ms", "upstream.latency"])(
  "%s is a consequence of a call",
  (key) => expect(standingOf(key)).toBe("consequence"),
);
test.each([
  "service.version",
  "deployment.id",
  "order.status",
  "payment.provider",
  "errors_seen",
  "server.address",
  "messaging.system",
])("%s can be a cause", (key) => expect(standingOf(key)).toBe("cause"));
test.each(["http.request.method", "http.route", "db.query.text", "db.collection.name", "code.function.name"])(
  "%s is a shape",
  (key) => expect(standingOf(key)).toBe("shape"),
);
