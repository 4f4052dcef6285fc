// Names that senders and users choose can be long: no page becomes wider than its window, and tables give way to their figures.
// @module-tag extended
import type { Route } from "playwright-core";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

const addresses = [
  "/",
  "/transactions",
  "/transactions/purchase",
  "/transactions/purchase/order-1180",
  "/funnels",
  "/funnels/checkout",
  "/journeys",
  "/journeys/checkout",
  "/people/u1",
  "/compare",
  "/alerts/a1f0c3",
  "/alerts/channels",
  "/alerts/objectives",
  "/catalog?view=guard",
  "/cpu-profiles/cpu-1",
  "/dashboards/d1",
  "/profiles",
  "/services?view=map",
  "/traces/4bf92f3577b34da6a3ce929d0e0e4736",
  "/workflows",
];
const widths = [1440, 1024, 390];
/** The fields that senders fill with names, in any answer of the API. */
const names = new Set(["name", "type", "reason", "rootName", "service", "user", "message", "title"]);
const long = "-anamewithoutaplacetobreakit".repeat(4);

describePages("long names of senders and users", (pages) => {
  /** Parts that are cut, or scroll sideways, on a wide screen. The link of a row is 8 px wider than its table. */
  const tooWide = (): Promise<readonly string[]> =>
    pages.page
      .locator("main :is([class*=scrollX], [aria-label=Business])")
      .evaluateAll((parts) =>
        parts
          .filter((one) => one.scrollWidth > one.clientWidth + 8)
          .map((one) => one.outerHTML.slice(0, 200)),
      );

  test.each(addresses)("%s is as wide as its window", async (address) => {
    await pages.page.route(/\/api\/(?!live)/, answerWithLongNames);
    await pages.open(address);
    await pages.page.locator("main").getByText(long).first().waitFor({ state: "attached" });
    await pages.waitUntilLoaded();
    await expect.poll(tooWide, patience).toEqual([]);
    for (const width of widths) {
      await pages.page.setViewportSize({ width, height: 900 });
      await pages.waitUntilLoaded();
      const widthOfPage = (): Promise<number> => pages.page.evaluate("document.documentElement.scrollWidth");
      await expect.poll(widthOfPage, patience).toBe(width);
    }
  });
});

async function answerWithLongNames(route: Route): Promise<void> {
  const response = await route.fetch();
  const isJson = response.headers()["content-type"]?.includes("json") === true;
  await (isJson
    ? route.fulfill({ response, json: withLongNames(await response.json()) })
    : route.fulfill({ response }));
}

/** The same with each name made longer. The type of an attribute's value is not a name. */
function withLongNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withLongNames);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, one]: [string, unknown]) =>
    typeof one === "string" && one !== "" && names.has(key) && !("value" in value)
      ? [key, `${one}${long}`]
      : [key, withLongNames(one)],
  );
  return Object.fromEntries(entries);
}
