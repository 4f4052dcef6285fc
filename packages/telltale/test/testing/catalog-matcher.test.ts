import { afterEach, beforeEach, expect, test } from "vitest";
import { counter, event, log, trace, transaction, withContext } from "../../src/index.ts";
import { assertThat, collect, type Collection } from "../../src/testing/index.ts";
import { catalog } from "../catalog/catalog.ts";

let telemetry: Collection;
beforeEach(() => {
  telemetry = collect();
});
afterEach(() => telemetry.stop());

const right = { "order.id": "o-1", "payment.method": "card" };

test("passes where everything is as declared", async () => {
  withContext({ "tenant.id": "t" }, () => {
    trace("charge card", { attributes: right }, (span) => span.addEvent("cart.opened"));
    log.info("order paid", { "order.id": "o-1" });
    event("cart.abandoned", { "order.id": "o-1", "order.lines": 2 });
    counter("shop.orders", { unit: "{order}" }).add(1, { "payment.method": "card" });
    transaction("purchase", (tx) => tx.step("paid"));
  });
  await telemetry.settled();
  expect(() => assertThat(telemetry).toMatchCatalog(catalog)).not.toThrow();
});

test("lists each difference with its fix", async () => {
  trace("charge card", { attributes: { "order.id": 1 } }, () => {});
  log.info("order payed");
  counter("shop.orders", { unit: "1" }).add(1, { "payment.method": "cash" });
  transaction("purchase", (tx) => tx.step("packed"));
  await telemetry.settled();
  assertThat(telemetry).not.toMatchCatalog(catalog);
  let message = "";
  try {
    assertThat(telemetry).toMatchCatalog(catalog);
  } catch (error) {
    message = String(error);
  }
  expect(new Set(message.split("\n").slice(1))).toEqual(
    new Set([
      "  attribute `order.id`: type_mismatch: expected a value of type string.",
      "  span `charge card`: required_attribute_not_present: add the attribute `payment.method`.",
      "  transaction `purchase: packed`: undeclared_name: expected one of sent, paid.",
      "  log `order payed`: undeclared_name: declare it in the catalog, or correct the name.",
      "  attribute `payment.method`: undefined_enum_variant: expected one of card, invoice; add the value to `type`, or declare `open: true`.",
      "  metric `shop.orders`: unit_mismatch: expected the unit `{order}`, got `1`.",
    ]),
  );
});
