// @module-tag extended
// Figures that are estimated until all records are counted: what a page shows and asks for in each state.
import type { Route } from "playwright-core";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";
import { journeyColumns } from "./fixtures/columns.ts";

/** `more`: a further page of the list. */
type Sample = "few" | "all" | "more";

describePages("estimates", (pages) => {
  const rows = () => pages.page.getByRole("table", { name: "Transaction types" }).locator("tbody tr");
  const estimated = () => pages.page.getByText(/estimated from a part of/);
  const cancelled = () => pages.page.getByText(/cancelled/);

  /** Answers of the preview, with the flag; `asked` grows with each request. */
  async function answer(
    glob: string,
    {
      isEstimate = false,
      before,
    }: { isEstimate?: boolean; before?: (sample: Sample, route: Route) => unknown },
  ): Promise<Sample[]> {
    const asked: Sample[] = [];
    await pages.page.route(glob, async (route) => {
      const { searchParams } = new URL(route.request().url());
      const isFew = searchParams.get("sample") === "few";
      const sample = isFew ? "few" : searchParams.has("cursor") ? "more" : "all";
      asked.push(sample);
      if ((await before?.(sample, route)) === "answered") return;
      const response = await route.fetch();
      const json: object = await response.json();
      await route.fulfill({ json: { ...json, isEstimate: isFew && isEstimate } });
    });
    return asked;
  }

  /** What the page has at hand to do, it does within these frames. */
  const passFrames = (): Promise<void> =>
    pages.page.evaluate(async () => {
      for (let frame = 0; frame < 30; frame++) await new Promise(requestAnimationFrame);
    });

  /** Scrolls to the last row of the list of a type, which asks for the next page, until it did. */
  async function readOn(asked: readonly Sample[]): Promise<void> {
    const table = pages.page.getByRole("table", { name: "Transactions", exact: true });
    await table.getByRole("link").first().waitFor();
    await expect
      .poll(async () => {
        await table.evaluate((element) => element.scrollIntoView({ block: "end" }));
        return asked;
      }, patience)
      .toContain("more");
  }

  test(
    "the first answer is waited for like any other, and an exact one is not asked for again",
    { tags: ["extended"] },
    async () => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const asked = await answer("**/api/transactions?**", { before: () => released });
      await pages.open("/transactions?from=2026-07-01T00:00:00Z&to=2026-07-01T01:00:00Z");
      await pages.page.locator("[aria-busy=true]").first().waitFor();
      expect(await cancelled().count()).toBe(0);
      release();
      await rows().first().waitFor();
      await pages.waitUntilLoaded();
      expect(asked).not.toContain("all");
      expect(await estimated().count()).toBe(0);
    },
  );

  test("the overview has no verdict while its figures are estimated", { tags: ["extended"] }, async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await answer("**/api/transactions?**", {
      isEstimate: true,
      before: (sample) => (sample === "all" ? released : undefined),
    });
    await pages.open("/");
    const strip = pages.page.getByRole("region", { name: "Business transactions" });
    await strip.getByText("estimated", { exact: true }).first().waitFor();
    expect(await strip.getByText("fell", { exact: true }).count()).toBe(0);
    const finding = pages.page.getByRole("region", { name: "Main finding" });
    expect(await finding.count()).toBe(0);
    release();
    await finding.waitFor();
    await strip.getByText("fell", { exact: true }).first().waitFor();
  });

  test(
    "the list of a type whose first answer is exact is not asked for twice",
    { tags: ["extended"] },
    async () => {
      const asked = await answer("**/api/transactions/purchase?**", {});
      await pages.open("/transactions/purchase?from=2026-07-01T00:00:00Z&to=2026-07-01T01:00:00Z");
      await readOn(asked);
      expect(asked).not.toContain("all");
    },
  );

  test(
    "nor when the code of the page comes long after the first answer",
    { tags: ["extended"] },
    async () => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const { page, url } = pages;
      const asked = await answer("**/api/transactions/purchase?**", {});
      await page.addInitScript(() => {
        const { json } = Response.prototype;
        Response.prototype.json = async function (this: Response): Promise<unknown> {
          const read: unknown = await json.call(this);
          if (this.url.includes("/api/transactions/purchase?")) Object.assign(globalThis, { isRead: true });
          return read;
        };
      });
      const document = await (await fetch(url)).text();
      await page.route("**/assets/*.js", async (route) => {
        if (!document.includes(new URL(route.request().url()).pathname)) await released;
        await route.continue();
      });
      await page.goto(`${url}/transactions/purchase?from=2026-07-01T00:00:00Z&to=2026-07-01T01:00:00Z`, {
        waitUntil: "commit",
      });
      // The page reads the answer, and then its clock goes on by more than answers count as fresh.
      await expect.poll(() => page.evaluate("globalThis.isRead"), patience).toBe(true);
      await passFrames();
      await page.evaluate(() => {
        const clock = Date.now;
        Date.now = () => clock() + 60_000;
      });
      release();
      await readOn(asked);
      expect(asked).not.toContain("all");
    },
  );

  test("while all are counted the estimate can be stopped, and counted again", async () => {
    const { promise: never } = Promise.withResolvers<void>();
    let isHeld = true;
    await answer("**/api/transactions?**", {
      isEstimate: true,
      before: (sample) => (sample === "all" && isHeld ? never : undefined),
    });
    await pages.open("/transactions?from=2026-07-01T00:00:00Z&to=2026-07-01T01:00:00Z");
    await estimated().waitFor();
    await rows().first().waitFor();
    await pages.page.getByRole("button", { name: "Cancel" }).first().click();
    await cancelled().waitFor();
    expect(await rows().count()).toBeGreaterThan(0);
    isHeld = false;
    await pages.page.getByRole("button", { name: "Reload" }).click();
    await estimated().waitFor({ state: "detached" });
    expect(await rows().count()).toBeGreaterThan(0);
  });

  test("an estimate stays when the exact answer fails", { tags: ["extended"] }, async () => {
    await answer("**/api/transactions?**", {
      isEstimate: true,
      before: async (sample, route) => {
        if (sample === "few") return undefined;
        const problem = {
          code: "QUERY_TOO_BROAD",
          message: "The query took too long.",
          fix: "Choose a shorter range.",
        };
        await route.fulfill({ status: 422, json: { error: problem } });
        return "answered";
      },
    });
    await pages.open("/transactions?from=2026-07-01T00:00:00Z&to=2026-07-01T01:00:00Z");
    await pages.page.getByText("not refreshed").waitFor();
    expect(await rows().count()).toBeGreaterThan(0);
    expect(await estimated().count()).toBe(1);
    expect(await cancelled().count()).toBe(0);
  });

  test(
    "a changed range keeps the previous figures, dimmed, until its first answer",
    { tags: ["extended"] },
    async () => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      let isHeld = false;
      await answer("**/api/transactions?**", {
        isEstimate: true,
        before: (sample) => (sample === "few" && isHeld ? released : undefined),
      });
      await pages.open("/transactions?from=2026-07-01T00:00:00Z&to=2026-07-01T01:00:00Z");
      await estimated().waitFor({ state: "detached" });
      await rows().first().waitFor();
      isHeld = true;
      await pages.page.evaluate(() => {
        history.pushState({}, "", "/transactions?from=2026-07-01T00:00:00Z&to=2026-07-01T02:00:00Z");
      });
      await pages.page.locator("[aria-busy=true]").first().waitFor();
      expect(await rows().count()).toBeGreaterThan(0);
      expect(await cancelled().count()).toBe(0);
      release();
      await pages.waitUntilLoaded();
      await rows().first().waitFor();
    },
  );

  test(
    "all are counted when each part of the page has its first answer, not before",
    { tags: ["extended"] },
    async () => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      // The page waits for slow parts for two seconds at most; here for ever, however slow the machine is.
      await pages.page.addInitScript(() => {
        const later = globalThis.setTimeout;
        const patient = (act: () => void, ms?: number): unknown => (ms === 2000 ? 0 : later(act, ms));
        Object.assign(globalThis, { setTimeout: patient });
      });
      const asked = await answer("**/api/transactions?**", { isEstimate: true });
      await answer("**/api/funnels?**", { before: (sample) => (sample === "few" ? released : undefined) });
      await pages.open("/?from=2026-07-01T00:00:00Z&to=2026-07-01T01:00:00Z");
      await estimated().waitFor();
      await passFrames();
      expect(await cancelled().count()).toBe(0);
      expect(asked).not.toContain("all");
      release();
      await expect.poll(() => asked, patience).toContain("all");
      await estimated().waitFor({ state: "detached" });
    },
  );

  test(
    "a journey is shown from a few people until the usual part of them is counted",
    { tags: ["extended"] },
    async () => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const asked = await answer("**/api/journeys/checkout/columns?**", {
        isEstimate: true,
        before: (sample) => (sample === "all" ? released : undefined),
      });
      await pages.open("/journeys/checkout?from=2026-07-01T00:00:00Z&to=2026-07-01T01:00:00Z");
      await pages.page.locator("main svg [role=button]").first().waitFor();
      await expect.poll(() => asked, patience).toContain("all");
      await estimated().waitFor();
      expect(await cancelled().count()).toBe(0);
      release();
      await estimated().waitFor({ state: "detached" });
      await pages.waitUntilLoaded();
    },
  );

  /** Answers of the journey `checkout`: `few` until `all` is released. */
  async function journeyAnswers(few: object, all: object): Promise<() => void> {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await pages.page.route("**/api/journeys/checkout/columns?**", async (route) => {
      const isFew = new URL(route.request().url()).searchParams.get("sample") === "few";
      if (!isFew) await released;
      await route.fulfill({ json: isFew ? few : all });
    });
    await pages.open("/journeys/checkout?from=2026-07-01T00:00:00Z&to=2026-07-01T01:00:00Z&start=help");
    return release;
  }
  const outline = () => pages.page.locator("[data-outline]");
  const noVisits = () => pages.page.getByText(/^No visits of/);

  test("of an estimate without visits the outline stays until the usual part is counted", async () => {
    const none = { ...journeyColumns(6, true), share: 250 };
    const release = await journeyAnswers({ ...none, isEstimate: true }, { ...none, share: 84 });
    await pages.page.getByRole("combobox", { name: "Paths from" }).waitFor();
    await outline().waitFor();
    await passFrames();
    expect([await outline().count(), await noVisits().count()]).toEqual([1, 0]);
    expect(await estimated().count()).toBe(0);
    release();
    await noVisits().waitFor();
    expect(await noVisits().textContent()).toBe("No visits of checkout with help in the sample");
    await pages.page.getByText(/^Counted in a sample of every 84th person/).waitFor();
    expect(await outline().count()).toBe(0);
  });

  test(
    "without visits of all people the page names the range, and no sample",
    { tags: ["extended"] },
    async () => {
      const release = await journeyAnswers(
        { ...journeyColumns(6, true), share: 250, isEstimate: true },
        journeyColumns(6, true),
      );
      release();
      await noVisits().waitFor();
      expect(await noVisits().textContent()).toBe("No visits of checkout with help in this range");
    },
  );

  test("the person whose path is shown stays the same when the usual part is counted", async () => {
    const all = journeyColumns(6);
    const [first, ...others] = all.examples;
    const release = await journeyAnswers(
      { ...all, isEstimate: true },
      { ...all, examples: [...others, first] },
    );
    const position = pages.page.getByRole("region", { name: "Path of one person" }).getByText(/^\d of 2$/);
    await position.waitFor();
    await estimated().waitFor();
    expect(await position.textContent()).toBe("1 of 2");
    release();
    await estimated().waitFor({ state: "detached" });
    await expect.poll(() => position.textContent(), patience).toBe("2 of 2");
  });

  test(
    "the overview says that figures are estimated when only those of funnels are",
    { tags: ["extended"] },
    async () => {
      const { promise: never } = Promise.withResolvers<void>();
      await answer("**/api/funnels?**", {
        isEstimate: true,
        before: (sample) => (sample === "all" ? never : undefined),
      });
      await pages.open("/?from=2026-07-01T00:00:00Z&to=2026-07-01T01:00:00Z");
      await estimated().waitFor();
      expect(await cancelled().count()).toBe(0);
    },
  );
});
