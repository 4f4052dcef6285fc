// The first requests of a page do not wait for its code, and are those that the page makes itself.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

const range = "from=2026-07-01T00:00:00Z&to=2026-07-01T01:00:00Z";
const long = "from=2026-07-01T00:00:00Z&to=2026-07-02T00:00:00Z";
const trace = "4bf92f3577b34da6a3ce929d0e0e4736";

describePages("first requests", (pages) => {
  const cases: readonly (readonly [address: string, path: string])[] = [
    [`/?${range}`, "/api/funnels"],
    [`/transactions?${range}`, "/api/transactions"],
    [
      `/transactions/purchase?${range}&outcome=failed&minAmount=10&where=tier%3Dgold`,
      "/api/transactions/purchase",
    ],
    [`/transactions/purchase/order-1180?${range}`, "/api/transactions/purchase/order-1180"],
    [`/funnels?${range}`, "/api/funnels"],
    [`/funnels/checkout?${range}&within=3600000&order=any`, "/api/funnels/checkout"],
    [`/journeys?${range}`, "/api/journeys"],
    [`/journeys/checkout?${range}`, "/api/journeys/checkout"],
    [`/people/u1?${range}`, "/api/users/u1"],
    [`/errors?${range}&handled=false&state=all&sort=users`, "/api/errors"],
    [`/errors/5b1f0a77c0ffee01?${range}&service=payment`, "/api/errors/5b1f0a77c0ffee01"],
    [`/bottlenecks?${range}&sort=latest`, "/api/bottlenecks"],
    [`/logs?${range}&severity=warn&filter=tier%3Dgold`, "/api/logs"],
    [`/metrics?${range}&search=shop`, "/api/metrics"],
    [`/workflows?${range}`, "/api/workflows"],
    [`/traces?${range}&filter=error&order=slowest`, "/api/traces"],
    [`/traces?${long}&view=groups&by=customer.tier`, "/api/traces/groups"],
    [`/traces?${range}&view=differs`, "/api/differs"],
    [`/traces?${range}&view=differs&spans=all`, "/api/differs"],
    [`/traces/${trace}`, `/api/traces/${trace}`],
    [`/services?${range}`, "/api/services"],
    [`/services?view=map&${range}`, "/api/services/graph"],
    [`/services/payment?${range}`, "/api/services/payment"],
  ];
  /** The searches of the requests of `path` that are made until the page is loaded; the first is before its code is there. */
  const requestsOf = async (address: string, path: string): Promise<readonly string[]> => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { page, url } = pages;
    // Time does not pass: a refetch of old data is not a second first request.
    await page.addInitScript(() => {
      const now = Date.now();
      Date.now = () => now;
      globalThis.setInterval = (() => 0) as unknown as typeof setInterval;
    });
    const asked: string[] = [];
    page.on("request", (request) => {
      const { pathname, search, searchParams } = new URL(request.url());
      // With ids: traces of the list that are still arriving. What differs is asked of a few first, groups of the newest
      // part of the day, and of all of them later.
      const isLater =
        searchParams.has("id") ||
        (path === "/api/differs" && !searchParams.has("sample")) ||
        (path === "/api/traces/groups" && search.includes(long));
      if (pathname === path && !isLater) asked.push(search);
    });
    const [, script] = /<script[^>]* src="([^"]+)"/.exec(await (await fetch(url)).text()) ?? [];
    await page.route("**/assets/*.js", async (route) => {
      if (new URL(route.request().url()).pathname !== script) await released;
      await route.continue();
    });
    await page.goto(url + address, { waitUntil: "commit" });
    await expect.poll(() => asked.length, patience).toBe(1);
    release();
    await page.locator("main h1").first().waitFor();
    await pages.waitUntilLoaded();
    return asked;
  };
  test.each(cases.slice(0, 2))(
    "%s requests its first data before its code is there, and once",
    async (address, path) => {
      expect(await requestsOf(address, path)).toHaveLength(1);
    },
  );

  test.each(cases.slice(2))(
    "%s requests its first data before its code is there, and once",
    { tags: ["extended"] },
    async (address, path) => {
      expect(await requestsOf(address, path)).toHaveLength(1);
    },
  );
});
