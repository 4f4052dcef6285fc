// What a query and a dashboard request when they are opened. Requests of all pages: `every-page.test.ts`.
import type { Request } from "playwright-core";
import { beforeEach, expect, test } from "vitest";

import { describePages } from "./browser-pages.ts";
import { repeated, watchRequests } from "./watch-requests.ts";

describePages("requests", (pages) => {
  // refetches of live data wait: on a busy machine one may follow the first request at once
  beforeEach(() => pages.page.addInitScript("globalThis.setInterval = () => 0"));

  test("a query of the address is run once", async () => {
    const { made, aborted } = watchRequests(pages.page);
    await pages.open("/sql?q=SELECT%201");
    await pages.waitUntilLoaded();
    await expect.poll(() => made.length).toBeGreaterThan(0);
    expect(repeated(made)).toEqual([]);
    expect(aborted).toEqual([]);
  });

  /** The dashboard `d1` opens with the range from `from`. */
  const giveRange = async (from: string): Promise<void> => {
    await pages.page.route("**/api/dashboards/d1", async (route) => {
      const dashboard = (await (await route.fetch()).json()) as { readonly content: object };
      const content = { ...dashboard.content, range: { from, to: "now" } };
      await route.fulfill({ json: { ...dashboard, content } });
    });
  };
  const rangesOfCharts = (made: readonly Request[]): ReadonlySet<string> => {
    const charts = made.filter((request) => request.url().endsWith("/api/chart"));
    return new Set(charts.map((request) => (request.postDataJSON() as { readonly from: string }).from));
  };

  test.each(["/dashboards/d1", "/dashboards/d1?mode=edit"])(
    "%s with a range of its own requests its charts only for that range",
    { tags: ["extended"] },
    async (address) => {
      await giveRange("-6h");
      const { made, aborted } = watchRequests(pages.page);
      await pages.open(address);
      await pages.page.getByRole("heading", { name: "Orders of all" }).waitFor();
      await pages.waitUntilLoaded();
      expect(rangesOfCharts(made)).toEqual(new Set(["-6h"]));
      expect(aborted.filter((url) => url.endsWith("/api/chart"))).toEqual([]);
    },
  );

  test(
    "a dashboard whose range is not a time shows its charts for the default range",
    { tags: ["extended"] },
    async () => {
      await giveRange("yesterday");
      const { made } = watchRequests(pages.page);
      await pages.open("/dashboards/d1");
      await pages.page.getByRole("heading", { name: "Orders of all" }).waitFor();
      await pages.waitUntilLoaded();
      expect(rangesOfCharts(made)).toEqual(new Set(["-15m"]));
    },
  );
});
