// What a page requests when it is opened: each answer once, and no request is aborted.
import type { Request } from "playwright-core";
import { expect, test } from "vitest";

import { allPages } from "./all-pages.ts";
import { describePages } from "./browser-pages.ts";

/** Refetches of live data are at least 3 s apart. */
const tooSoonMs = 2000;

describePages("requests", (pages) => {
  /** The requests of the API, and the addresses of those that were aborted. */
  const watch = (): { readonly made: Request[]; readonly aborted: string[] } => {
    const made: Request[] = [];
    const aborted: string[] = [];
    const isOfApi = (request: Request): boolean => new URL(request.url()).pathname.startsWith("/api/");
    pages.page.on("request", (request) => {
      if (isOfApi(request)) made.push(request);
    });
    pages.page.on("requestfailed", (request) => {
      if (isOfApi(request)) aborted.push(request.url());
    });
    return { made, aborted };
  };

  test.each([...allPages, { address: "/sql?q=SELECT%201" }])(
    "$address requests each answer once, and aborts none",
    async ({ address }) => {
      const { made, aborted } = watch();
      await pages.open(address);
      await pages.waitUntilLoaded();
      expect(made.length).toBeGreaterThan(0);
      expect(repeated(made)).toEqual([]);
      expect(aborted).toEqual([]);
    },
  );

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
    async (address) => {
      await giveRange("-6h");
      const { made, aborted } = watch();
      await pages.open(address);
      await pages.page.getByRole("heading", { name: "Orders of all" }).waitFor();
      await pages.waitUntilLoaded();
      expect(rangesOfCharts(made)).toEqual(new Set(["-6h"]));
      expect(aborted.filter((url) => url.endsWith("/api/chart"))).toEqual([]);
    },
  );

  test("a dashboard whose range is not a time shows its charts for the default range", async () => {
    await giveRange("yesterday");
    const { made } = watch();
    await pages.open("/dashboards/d1");
    await pages.page.getByRole("heading", { name: "Orders of all" }).waitFor();
    await pages.waitUntilLoaded();
    expect(rangesOfCharts(made)).toEqual(new Set(["-15m"]));
  });
});

/** Those that were made again so soon that they are no refetch, by the browser's clock. */
function repeated(made: readonly Request[]): readonly string[] {
  const startedMs = new Map<string, number>();
  return made.flatMap((request) => {
    const question = `${request.method()} ${request.url()} ${request.postData() ?? ""}`;
    const { startTime } = request.timing();
    // Not answered yet.
    if (startTime <= 0) return [];
    const isRepeated = startTime - (startedMs.get(question) ?? 0) < tooSoonMs;
    startedMs.set(question, startTime);
    return isRepeated ? [question] : [];
  });
}
