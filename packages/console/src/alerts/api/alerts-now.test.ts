import type { Alert } from "contract";
import { expect, test } from "vitest";
import { rankOf } from "./alerts-now.ts";

test("an alert that pages comes before later tickets, and what fires before all else", () => {
  const one = (id: string, state: Alert["state"], severity: Alert["severity"], since: string): Alert =>
    ({ id, state, severity, since, unknown: null }) as Alert;
  const alerts = [
    one("ok", "ok", "page", "2026-11-23T10:00:00Z"),
    one("ticket", "firing", "ticket", "2026-11-23T09:00:00Z"),
    one("page", "firing", "page", "2026-11-22T01:00:00Z"),
    one("pending", "pending", "page", "2026-11-23T09:30:00Z"),
    {
      ...one("not evaluated", "ok", "page", "2026-11-23T10:00:00Z"),
      unknown: { since: null, reason: "busy" },
    },
    one("info", "firing", "info", "2026-11-23T09:40:00Z"),
    one("earlier ticket", "firing", "ticket", "2026-11-23T08:00:00Z"),
  ];
  const order = alerts.toSorted((a, b) => rankOf(b)[0] - rankOf(a)[0]).map(({ id }) => id);
  expect(order).toEqual(["page", "ticket", "earlier ticket", "info", "not evaluated", "pending", "ok"]);
});
