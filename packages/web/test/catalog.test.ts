// The catalog in a real browser: from what needs attention to one thing, its data, and back; the state is in the address.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("catalog", (pages) => {
  const { open, search } = pages;
  const rows = () => pages.page.getByRole("table", { name: "Catalog" }).locator("tbody tr");

  test("is under More, and lists what needs attention first", { tags: ["extended"] }, async () => {
    await open("/");
    await pages.page.getByRole("button", { name: "More" }).click();
    await pages.page.getByRole("link", { name: "Catalog" }).click();
    await pages.page.getByRole("heading", { name: "Catalog", level: 1 }).waitFor();
    await pages.page.getByText("shop 2.3.0, 86 declared").waitFor();
    const first = rows().first();
    await first.getByText("order.total").waitFor();
    await first.getByText("drifting").waitFor();
    await first.getByText("src/catalog.ts:41").waitFor();
    expect(await rows().count()).toBe(12);
    // of sampled spans there were more
    await pages.page.getByRole("columnheader", { name: "Stored rate" }).waitFor();
  });

  test("/ searches, j and k walk, and the address has all of it", { tags: ["extended"] }, async () => {
    await open("/catalog");
    await rows().first().waitFor();
    await pages.page.keyboard.press("/");
    await pages.page.keyboard.type("charge");
    await expect.poll(() => search().get("search"), patience).toBe("charge");
    await expect.poll(() => rows().count(), patience).toBe(1);
    await pages.page.keyboard.press("Tab");
    await pages.page.locator("h1").click();
    await pages.page.keyboard.press("j");
    await pages.page.keyboard.press("Enter");
    await pages.page.getByRole("heading", { name: /charge card/ }).waitFor();
    await pages.page.goBack();
    await expect.poll(() => rows().count(), patience).toBe(1);
  });

  test("filters by state and owner", { tags: ["extended"] }, async () => {
    await open("/catalog");
    await pages.page.getByRole("radio", { name: /^dead/ }).click();
    await expect.poll(() => search().get("state"), patience).toBe("dead");
    await expect.poll(() => rows().count(), patience).toBe(1);
    await rows().first().getByText("print receipt").waitFor();
    await open("/catalog?owner=fulfilment");
    await expect.poll(() => rows().count(), patience).toBe(1);
    await rows().first().getByText("The life of an order.").waitFor();
  });

  test("filters that leave nothing lead back to all names and findings", { tags: ["extended"] }, async () => {
    await open("/catalog?search=nosuchname&state=dead");
    await pages.page.getByText("Nothing in the catalog matches").waitFor();
    await pages.page.getByRole("link", { name: "Show all", exact: true }).click();
    await rows().first().waitFor();
    await pages.page.route("**/api/catalog/findings?**", async (route) => {
      const isFound = !new URL(route.request().url()).searchParams.has("search");
      await (isFound ? route.fallback() : route.fulfill({ json: { items: [], nextCursor: null } }));
    });
    await open("/catalog?view=findings&search=nosuchname");
    await pages.page.getByText("No findings match these filters").waitFor();
    await pages.page.getByRole("link", { name: "Show all findings" }).click();
    await pages.page.getByRole("table", { name: "Findings" }).waitFor();
    expect([...search().keys()]).toEqual(["view"]);
  });

  test("one thing has its declaration, who sends it, what uses it, and its data", async () => {
    await open("/catalog/span/charge%20card");
    await pages.page.getByText("src/catalog.ts:71").waitFor();
    await pages.page.getByText("stored rate", { exact: true }).waitFor();
    await pages.page.getByRole("link", { name: "Checkout fails" }).waitFor();
    await pages.page.getByRole("table", { name: "Attributes" }).getByText("96.4 %").waitFor();
    await pages.page.getByRole("link", { name: "Show data" }).click();
    await pages.page.getByRole("heading", { name: "Traces" }).waitFor();
    expect(search().get("filter")).toBe("name=charge card");
  });

  test("findings lead to the thing that they are about", { tags: ["extended"] }, async () => {
    await open("/catalog?view=findings&level=violation");
    const findings = pages.page.getByRole("table", { name: "Findings" }).locator("tbody tr");
    await expect.poll(() => findings.count(), patience).toBe(2);
    await findings.first().getByText("type_mismatch").waitFor();
    await findings
      .first()
      .getByRole("link", { name: /order\.total/ })
      .click();
    await pages.page.getByRole("heading", { name: /order\.total/ }).waitFor();
  });

  test(
    "without a catalog it has the command and the code, and reacts when one arrives",
    { tags: ["extended"] },
    async () => {
      await open("/catalog", "empty");
      await pages.page.getByText("No catalog yet").waitFor();
      await pages.page.getByText("npx telltale catalog init").waitFor();
      expect(await pages.violations()).toEqual([]);
      pages.setMood("story");
      await rows().first().waitFor();
      expect(await pages.page.getByText("No catalog yet").count()).toBe(0);
    },
  );
});
