// The filter bar in a real browser: several conditions at once, mistakes, editing, and pages that it does not narrow.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("filter bar", (pages) => {
  const { open, search } = pages;
  const input = () => pages.page.getByRole("combobox", { name: "Filter", exact: true });
  const filters = () => search().getAll("filter");

  test("adds all conditions of a line at once, with quotes and units", async () => {
    await open("/traces");
    await input().fill('service=checkout duration > 500 ms error -tier=gold name="POST /checkout"');
    await input().press("Enter");
    const all = ["service=checkout", "duration>500ms", "error", "tier!=gold", "name=POST /checkout"];
    await expect.poll(filters, patience).toEqual(all);
    await expect.poll(() => input().inputValue(), patience).toBe("");
    await pages.page.goBack();
    await expect.poll(filters, patience).toEqual([]);
  });

  test(
    "keeps a value of several lines in one condition, and keys with blanks when edited",
    { tags: ["extended"] },
    async () => {
      const all = ["db.query.text=SELECT 1\nFROM orders", "order note=a b"];
      await open(`/traces?${new URLSearchParams(all.map((one) => ["filter", one])).toString()}`);
      await pages.page
        .getByRole("button", { name: /^Remove / })
        .nth(1)
        .waitFor();
      expect(await pages.page.getByRole("button", { name: /^Remove / }).count()).toBe(2);
      await pages.page.getByRole("button", { name: "Edit order note=a b" }).click();
      await expect.poll(() => input().inputValue(), patience).toBe('"order note"="a b"');
      await input().press("Enter");
      await expect.poll(filters, patience).toEqual(all);
    },
  );

  test("explains a line that is not a filter, and keeps it", { tags: ["extended"] }, async () => {
    await open("/traces");
    await input().fill("error duration>soon");
    await input().press("Enter");
    await pages.page.getByRole("alert").getByText("Compare duration with a time").waitFor();
    expect(await input().getAttribute("aria-invalid")).toBe("true");
    expect(await pages.violations()).toEqual([]);
    await input().fill("error duration>2s");
    await input().press("Enter");
    await expect.poll(filters, patience).toEqual(["error", "duration>2s"]);
  });

  test("completes the last condition of a line", { tags: ["extended"] }, async () => {
    await open("/traces");
    await input().fill("error sta");
    await pages.page.getByRole("option", { name: /^status/ }).click();
    await expect.poll(() => input().inputValue(), patience).toBe("error status=");
    await pages.page.getByRole("option", { name: "unset" }).click();
    await expect.poll(filters, patience).toEqual(["error", "status=unset"]);
  });

  test(
    "keeps the suggestion that the arrow chose when later ones arrive",
    { tags: ["extended"] },
    async () => {
      let arrive = (): void => undefined;
      const arrived = new Promise<void>((resolve) => {
        arrive = resolve;
      });
      await pages.page.route(/\/api\/attributes\?/, async (route) => {
        await arrived;
        await route.continue();
      });
      await open("/traces");
      await input().fill("s");
      const status = pages.page.getByRole("option", { name: /^status/ });
      await status.waitFor();
      while ((await status.getAttribute("data-combobox-selected")) === null) await input().press("ArrowDown");
      const before = await pages.page.getByRole("option").count();
      arrive();
      await expect.poll(() => pages.page.getByRole("option").count(), patience).toBeGreaterThan(before);
      await input().press("Enter");
      await expect.poll(() => input().inputValue(), patience).toBe("status=");
    },
  );

  test(
    "a condition goes back into the input to be edited, and can be removed",
    { tags: ["extended"] },
    async () => {
      await open("/traces?filter=name%3DPOST%20%2Fcheckout&filter=error");
      await pages.page.getByRole("button", { name: "Edit name=POST /checkout" }).click();
      await expect.poll(() => input().inputValue(), patience).toBe('name="POST /checkout"');
      await expect.poll(filters, patience).toEqual(["error"]);
      await input().press("Enter");
      await expect.poll(filters, patience).toEqual(["error", "name=POST /checkout"]);
      await pages.page.getByRole("button", { name: "Remove error" }).click();
      await expect.poll(filters, patience).toEqual(["name=POST /checkout"]);
    },
  );

  test(
    "a page that it does not narrow says so, and leads to the traces",
    { tags: ["extended"] },
    async () => {
      await open("/?filter=tier%3Dgold&service=checkout");
      await pages.page
        .getByRole("status")
        .filter({ hasText: "service=checkout tier=gold do not apply to the figures of this page" })
        .getByRole("link", { name: "Show transactions" })
        .waitFor();
      await open("/?filter=error");
      await pages.page.getByRole("link", { name: "Show traces" }).click();
      await pages.page.getByRole("heading", { name: "Traces" }).waitFor();
      expect(filters()).toEqual(["error"]);
      await expect
        .poll(() => pages.page.getByRole("link", { name: "Show traces" }).count(), patience)
        .toBe(0);
    },
  );

  test(
    "journeys apply conditions on people, and other pages lead to those that do",
    { tags: ["extended"] },
    async () => {
      await open("/traces?filter=person+did+pay&service=checkout");
      await pages.page
        .getByRole("status")
        .filter({ hasText: "person did pay does not apply to the figures of this page" })
        .getByRole("link", { name: "Show funnels" })
        .waitFor();
      const asked = pages.page.waitForRequest((request) => request.url().includes("/api/journeys?"));
      await open("/journeys?filter=person+did+pay&service=checkout");
      const { searchParams } = new URL((await asked).url());
      expect([searchParams.get("filter"), searchParams.get("service")]).toEqual([
        "person did pay",
        "checkout",
      ]);
      await pages.page.getByRole("button", { name: "Edit person did pay" }).waitFor();
      expect(await pages.page.getByText("apply to the figures of this page").count()).toBe(0);
    },
  );

  test(
    "a funnel leaves out a condition that its steps cannot meet, and says so",
    { tags: ["extended"] },
    async () => {
      const asked: string[] = [];
      pages.page.on("request", (request) => asked.push(request.url()));
      await open("/funnels/checkout?filter=severity%3E%3Dwarn&filter=tier%3Dgold");
      await pages.page.getByRole("region", { name: "Errors and slow spans" }).waitFor();
      await pages.page.getByRole("combobox", { name: "Attribute" }).focus();
      await pages.waitUntilLoaded();
      await pages.page.getByTitle("severity>=warn does not apply").waitFor();
      expect(await pages.page.getByTitle("tier=gold", { exact: true }).count()).toBe(1);
      expect(await pages.violations()).toEqual([]);
      await open("/funnels?filter=severity%3E%3Dwarn&filter=tier%3Dgold");
      await pages.page.getByRole("table", { name: "Funnels" }).waitFor();
      const sent = asked
        .map((url) => new URL(url))
        .filter(
          ({ pathname, searchParams }) =>
            /^\/api\/(funnels|differs)/.test(pathname) && searchParams.has("filter"),
        )
        .map(({ pathname, searchParams }) => [pathname, ...searchParams.getAll("filter")]);
      expect(new Set(sent.map(([path]) => path))).toEqual(
        new Set([
          "/api/funnels",
          "/api/funnels/checkout",
          "/api/funnels/checkout/dropped",
          "/api/funnels/checkout/group-money",
          "/api/funnels/checkout/groups",
          "/api/funnels/checkout/money",
          "/api/funnels/checkout/people",
          "/api/funnels/checkout/trace-groups",
          "/api/differs",
        ]),
      );
      for (const [, ...conditions] of sent) expect(conditions).toEqual(["tier=gold"]);
    },
  );
});
