// axe on every page, in both themes. Pages with a browser test of their own call `violations` in their states, too.
import { expect, test } from "vitest";

import { describePages } from "./browser-pages.ts";

describePages("accessibility", (pages) => {
  test.each([
    "/",
    "/transactions",
    "/transactions/purchase",
    "/transactions/purchase/order-1180",
    "/funnels",
    "/funnels/checkout",
    "/journeys",
    "/journeys/checkout",
    "/traces",
    "/traces/4bf92f3577b34da6a3ce929d0e0e4736",
    "/errors",
    "/services",
    "/services?view=map",
    "/services/payments",
    "/workflows",
    "/workflows/order",
    "/logs",
    "/metrics",
    "/metrics/shop.orders",
    "/catalog",
    "/catalog?view=findings",
    "/catalog?view=guard",
    "/catalog/attribute/order.total",
    "/catalog/span/charge%20card",
    "/sampling",
    "/sql",
    "/settings",
  ])("%s has no violations of WCAG A and AA", async (address) => {
    await pages.open(address);
    expect(await pages.violations()).toEqual([]);
  });

  test.each(["empty", "broken"] as const)(
    "the overview and the logs have none with %s data",
    async (mood) => {
      for (const address of ["/", "/logs"]) {
        await pages.open(address, mood);
        expect(await pages.violations()).toEqual([]);
      }
    },
  );

  test("the help, the palette and the time range have none", async () => {
    await pages.open("/logs");
    await pages.page.keyboard.press("?");
    await pages.page.getByRole("dialog").getByText("Next, previous hit").waitFor();
    expect(await pages.violations()).toEqual([]);
    await pages.page.keyboard.press("Escape");
    await pages.page.getByRole("dialog").waitFor({ state: "detached" });
    await pages.page.keyboard.press("Control+k");
    await pages.page.getByRole("combobox", { name: "Jump to" }).waitFor();
    expect(await pages.violations()).toEqual([]);
    await pages.page.keyboard.press("Escape");
    await pages.page.getByRole("combobox", { name: "Jump to" }).waitFor({ state: "detached" });
    await pages.page.getByTitle(/^Time range/).click();
    await pages.page.getByLabel("From").waitFor();
    expect(await pages.violations()).toEqual([]);
  });
});
