// Interactions in a real browser: from the fall of satisfaction in one channel to the trace behind a bad contact.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("interactions", (pages) => {
  const table = (name: string) => pages.page.getByRole("table", { name, exact: true }).locator("tbody tr");

  test("from the channel whose satisfaction fell to the trace behind a bad contact", async () => {
    await pages.open("/interactions?from=-1h");
    await pages.page.getByRole("figure", { name: "satisfaction over time by channel" }).waitFor();
    await pages.page.getByRole("figure", { name: "contacts over time by result" }).waitFor();
    await table("By channel").first().getByText("−51 %").waitFor();
    await table("By channel").first().getByRole("button", { name: "Filter by chat" }).click();
    await expect.poll(() => pages.search().get("channel"), patience).toBe("chat");
    // no rating of the story is above 5
    const limits = pages.page.getByRole("radiogroup", { name: "Satisfaction" }).getByRole("radio");
    await expect.poll(() => limits.count(), patience).toBe(3);
    await pages.page.getByRole("radio", { name: "rated 2 or less" }).click();
    await expect.poll(() => pages.search().get("atMost"), patience).toBe("2");
    await table("Contacts").first().waitFor();
    await table("Contacts").first().getByRole("link", { name: "support contact" }).click();
    await expect.poll(() => new URL(pages.page.url()).pathname, patience).toMatch(/^\/traces\/4bf92f35/);
  });

  test(
    "groups by type and tier, filters by customer, and all of it is in the address",
    { tags: ["extended"] },
    async () => {
      await pages.open("/interactions?by=tier&tier=gold");
      await pages.page.getByRole("heading", { name: "By tier" }).waitFor();
      await pages.page.getByText("tier gold").waitFor();
      await pages.page.getByRole("radio", { name: "type" }).click();
      await pages.page.getByRole("table", { name: "By type" }).waitFor();
      await table("Contacts").first().getByTitle("Contacts of c0").click();
      await expect.poll(() => pages.search().get("customer"), patience).toBe("c0");
      await pages.page.getByRole("button", { name: "Remove tier" }).click();
      await expect.poll(() => pages.search().get("tier"), patience).toBeNull();
    },
  );

  test(
    "explains how to record interactions when the range is empty, and how to clear a filter without matches",
    { tags: ["extended"] },
    async () => {
      await pages.open("/interactions", "empty");
      await pages.page.getByText("No interactions in this range").waitFor();
      await pages.page.getByText("await interaction(").first().waitFor();
      expect(await pages.violations()).toEqual([]);
      await pages.open("/interactions?result=gone", "empty");
      await pages.page.getByRole("button", { name: "Show all" }).click();
      await expect.poll(() => pages.search().get("result"), patience).toBeNull();
    },
  );
});
