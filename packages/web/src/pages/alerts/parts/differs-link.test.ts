import { expect, test } from "vitest";

import { differsLink } from "./differs-link.ts";

const fired = { fromMs: Date.parse("2026-11-20T14:17:00Z"), toMs: Date.parse("2026-11-20T14:48:00Z") };

test("slow spans of a service are compared with its faster ones, in the window that fired", () => {
  const rule = {
    on: { service: "payment", operation: "POST /charge", measure: "p95", where: { region: "eu" } },
    window: "10m",
    when: { above: 2 },
  };
  expect(differsLink(rule, { "payment.provider": "nordpay" }, fired)).toEqual({
    to: "/traces",
    params: {},
    search: {
      from: "2026-11-20T14:07:00.000Z",
      to: "2026-11-20T14:48:00.000Z",
      service: "payment",
      filter: ["region=eu", "payment.provider=nordpay", "name=POST /charge"],
      view: "differs",
      region: "2026-11-20T14:07:00.000Z~2026-11-20T14:48:00.000Z~2000~3600000000",
    },
  });
});

test("slow transactions are compared with the other completed ones", () => {
  const on = (measure: string) => ({ on: { transaction: "purchase", measure } });
  expect(differsLink(on("p95"), {}, fired)?.search["differs"]).toBe("slow");
  expect(differsLink(on("completion"), {}, fired)?.search).not.toHaveProperty("differs");
});

test.each([
  [{ on: { transaction: "purchase", measure: "completion" } }, "/transactions/$type"],
  [{ on: { funnel: "checkout", from: "cart", to: "payment" } }, "/funnels/$name"],
  [{ on: { workflow: "order", measure: "stuck" } }, "/workflows/$type"],
  [{ on: { metric: "shop.orders" } }, "/metrics/$name"],
  [{ on: { log: "card * declined" } }, "/logs"],
  [{ on: { errors: "new" } }, "/errors"],
  [{ on: { finding: "repeated-queries" } }, "/bottlenecks"],
  [{ on: { service: "payment", measure: "errors" } }, "/traces"],
])("%j leads to %s", (rule, to) => {
  expect(differsLink(rule, {}, fired)?.to).toBe(to);
});

test("stuck instances are those of the limit of the rule, whose last records are older than that", () => {
  const stuck = { workflow: "order", measure: "stuck", longerThan: "30m" };
  expect(differsLink({ on: stuck, window: "5m" }, {}, fired)?.search).toMatchObject({
    from: "2026-11-20T13:42:00.000Z",
    to: "2026-11-20T14:48:00.000Z",
    stuckMs: 1_800_000,
  });
  expect(differsLink({ on: { ...stuck, longerThan: undefined } }, {}, fired)?.search["stuckMs"]).toBe(
    600_000,
  );
  expect(differsLink({ on: { workflow: "order", measure: "events" } }, {}, fired)?.search).not.toHaveProperty(
    "stuckMs",
  );
});

test("a query and a composite rule have no such page", () => {
  expect(differsLink({ on: { sql: "SELECT 1 AS value" } }, {}, fired)).toBeUndefined();
  expect(differsLink({ when: { any: [] } }, {}, fired)).toBeUndefined();
});
