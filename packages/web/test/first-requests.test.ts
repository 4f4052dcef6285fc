// The first requests of a page do not wait for its code, and are those that the page makes itself.
import { fillPath } from "contract";
import { expect, test } from "vitest";

import { visits } from "../src/all-examples.ts";
import { firstRequestsOf } from "../src/first-requests.ts";
import { describePages, patience } from "./browser-pages.ts";

const range = "from=2026-07-01T00:00:00Z&to=2026-07-01T01:00:00Z";
const long = "from=2026-07-01T00:00:00Z&to=2026-07-02T00:00:00Z";

describePages("first requests", (pages) => {
  const declared = visits
    .map(({ address }) => `${address}${address.includes("?") ? "&" : "?"}${range}`)
    .filter((address) => pathsOf(address).length > 0);
  /** Of more parameters than the visits have. */
  const others = [
    `/transactions/purchase?${range}&outcome=failed&minAmount=10&where=tier%3Dgold`,
    `/funnels/checkout?${range}&within=3600000&order=any`,
    `/errors?${range}&handled=false&state=all&sort=users`,
    `/errors/5b1f0a77c0ffee01?${range}&service=payment`,
    `/bottlenecks?${range}&sort=latest`,
    `/logs?${range}&severity=warn&filter=tier%3Dgold`,
    `/metrics?${range}&search=shop`,
    `/traces?${range}&filter=error&order=slowest`,
    `/traces?${long}&view=groups&by=customer.tier`,
    `/traces?${range}&view=differs`,
    `/traces?${range}&view=differs&spans=all`,
  ];
  /** How often each declared path is requested until the page is loaded; the first time is before the page's code is there. */
  const requestsOf = async (address: string): Promise<readonly number[]> => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { page, url } = pages;
    // Time does not pass: a refetch of old data is not a second first request.
    await page.addInitScript(() => {
      const now = Date.now();
      Date.now = () => now;
      globalThis.setInterval = (() => 0) as unknown as typeof setInterval;
    });
    const paths = pathsOf(address);
    const begin = Date.parse(new URL(address, url).searchParams.get("from") ?? "");
    const asked: string[] = [];
    page.on("request", (request) => {
      const { pathname, search, searchParams } = new URL(request.url());
      // With ids: traces of the list that are still arriving. What differs is asked of a few first, groups of the newest
      // part of the day, and of all of them later.
      const isLater =
        searchParams.has("id") ||
        (pathname === "/api/differs" && !searchParams.has("sample")) ||
        (pathname === "/api/traces/groups" && search.includes(long)) ||
        // earlier days, for the verdict
        (/^\/api\/(?:funnels|services)\b/.test(pathname) &&
          Date.parse(searchParams.get("from") ?? "") !== begin) ||
        // which services are silent, where they are listed
        (pathname === "/api/completeness" && !searchParams.has("state"));
      if (paths.includes(pathname) && !isLater) asked.push(pathname);
    });
    const counts = (): readonly number[] => paths.map((path) => asked.filter((one) => one === path).length);
    const [, script] = /<script[^>]* src="([^"]+)"/.exec(await (await fetch(url)).text()) ?? [];
    await page.route("**/assets/*.js", async (route) => {
      if (new URL(route.request().url()).pathname !== script) await released;
      await route.continue();
    });
    await page.goto(url + address, { waitUntil: "commit" });
    await expect.poll(counts, patience).toEqual(paths.map(() => 1));
    release();
    await page.locator("main h1").first().waitFor();
    await pages.waitUntilLoaded();
    return counts();
  };
  test.each(declared.slice(0, 2))(
    "%s requests its first data before its code is there, and once",
    async (address) => {
      expect(await requestsOf(address)).toEqual(pathsOf(address).map(() => 1));
    },
  );

  test.each([...declared.slice(2), ...others])(
    "%s requests its first data before its code is there, and once",
    { tags: ["extended"] },
    async (address) => {
      expect(await requestsOf(address)).toEqual(pathsOf(address).map(() => 1));
    },
  );
});

/** The paths of the API that the page of an address declares as its first requests. */
function pathsOf(address: string): readonly string[] {
  return firstRequestsOf(new URL(address, "http://pages")).map(({ path, input }) =>
    fillPath(path, (input as { readonly params?: Readonly<Record<string, string>> }).params),
  );
}
