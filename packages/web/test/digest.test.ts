// The digest in a real browser: it is of a week, each line leads to its page, and a quiet week says so.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("digest", (pages) => {
  const { open, search } = pages;

  test("is of a week, and leads from what moved to its page", async () => {
    await open("/");
    await pages.page.keyboard.press("g");
    await pages.page.keyboard.press("d");
    await pages.page.getByRole("heading", { name: "Digest", level: 1 }).waitFor();
    await expect.poll(() => search().get("from"), patience).toBe("-7d");
    const moved = pages.page.getByRole("region", { name: "What moved" });
    await moved.getByText("completion fell from 96.1 % to 87.4 %").waitFor();
    await moved.getByText("▼ 8.7 pts").waitFor();
    await pages.page
      .getByText("Slower services could not be computed: the query took longer than 10 s")
      .waitFor();
    for (const part of ["What went dark", "What is new"])
      await pages.page
        .getByRole("region", { name: part })
        .getByText(/there are too many metrics/)
        .waitFor();
    await pages.page.getByRole("region", { name: "Alerts" }).getByText("1 useful, 9 noise").waitFor();
    const more = async (part: string): Promise<(string | null)[]> => {
      const link = pages.page.getByRole("region", { name: part }).getByRole("link", { name: /^and / });
      return [await link.textContent(), await link.getAttribute("href")];
    };
    expect(await more("New errors")).toEqual(["and more", expect.stringMatching(/^\/errors\?.*new=true/)]);
    expect(await more("New log and event patterns")).toEqual([
      "and 1,188 more",
      expect.stringMatching(/^\/logs\?.*patterns=new/),
    ]);
    await pages.page
      .getByRole("region", { name: "New log and event patterns" })
      .getByText("records of whole hours")
      .waitFor();
    expect(await more("What is new")).toEqual(["and 948 more", expect.stringMatching(/^\/catalog/)]);
    const rule = pages.page.getByRole("link", { name: "Cards declined" });
    expect(new URL((await rule.getAttribute("href")) ?? "", "http://console").searchParams.get("rule")).toBe(
      "Cards declined",
    );
    await moved.getByRole("link", { name: "purchase" }).first().click();
    await pages.page.getByRole("heading", { name: "purchase" }).waitFor();
    await pages.page.goBack();
    await pages.page.getByRole("heading", { name: "Digest", level: 1 }).waitFor();
  });

  test("what a figure was has its unit", { tags: ["extended"] }, async () => {
    await pages.page.route("**/api/digest?**", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: { ...((await answer.json()) as object), missing: [] } });
    });
    await open("/digest");
    const was = (part: string): Promise<(string | null)[]> =>
      pages.page
        .getByRole("region", { name: part })
        .getByTitle(/^was /)
        .evaluateAll((all) => all.map((one) => one.getAttribute("title")));
    await expect.poll(() => was("Slower services"), patience).toEqual(["was ≈410 ms"]);
    expect(await was("What moved")).toEqual(["was 96.1 %", "was €1,398,120", "was 33.2 %", "was 1,310"]);
  });

  test("keeps the range of the address, and says when nothing changed", { tags: ["extended"] }, async () => {
    await open("/digest?from=-24h", "empty");
    await pages.page.getByText("Nothing changed by more than chance").waitFor();
    expect(search().get("from")).toBe("-24h");
  });
});
