// Profiles in a real browser: from the operation that got slower to its span, and from a CPU profile to the function that works.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("profiles", (pages) => {
  const table = (name: string) => pages.page.getByRole("table", { name, exact: true }).locator("tbody tr");

  test("from the operation that got slower to the span of a very slow run", async () => {
    await pages.open("/profiles?from=-1h");
    await table("Profiles").first().getByText("+200 %").first().waitFor();
    await pages.page.keyboard.press("j");
    await pages.page.keyboard.press("Enter");
    await pages.page.getByRole("heading", { name: "rank results" }).waitFor();
    await pages.page.getByRole("figure", { name: "rank results: duration p95 over time" }).waitFor();
    await pages.page.getByText("12 runs overlapped").waitFor();
    await pages.page.getByRole("radio", { name: "very slow" }).click();
    await expect.poll(() => table("Runs").count(), patience).toBe(10);
    expect(pages.search().get("class")).toBe("very_slow");
    await table("Runs").first().getByRole("link").click();
    await expect.poll(() => new URL(pages.page.url()).pathname, patience).toMatch(/^\/traces\/4bf92f35/);
    expect(pages.search().get("span")).toMatch(/^[0-9a-f]{16}$/);
  });

  test(
    "a CPU profile has a flame graph, its functions, and a link to its span",
    { tags: ["extended"] },
    async () => {
      await pages.open("/profiles?from=-1h");
      await table("CPU profiles").first().getByRole("link", { name: "rank results", exact: true }).click();
      await pages.page.getByRole("heading", { name: "rank results" }).waitFor();
      await table("Functions").first().getByText("compareScores").waitFor();
      await table("Functions").first().getByText("1.10 s").first().waitFor();
      const canvas = pages.page.getByRole("img", { name: /^Flame graph/ });
      // the first line: handleSearch, from the left
      await canvas.click({ position: { x: 40, y: 10 } });
      await pages.page.getByText(/^handleSearch .*server\.js:42: 2\.00 s/).waitFor();
      await pages.page.getByRole("button", { name: "Show all" }).click();
      const span = pages.page.getByRole("link", { name: "Span of this profile" });
      expect(await span.getAttribute("href")).toMatch(/^\/traces\/4bf92f35[0-9a-f]+\?.*span=/);
      expect(await pages.page.getByRole("link", { name: "Download" }).getAttribute("href")).toBe(
        "/api/cpu-profiles/cpu-1",
      );
    },
  );

  test(
    "says so when a profile cannot be read, and how to record profiles when there are none",
    { tags: ["extended"] },
    async () => {
      await pages.open("/cpu-profiles/broken");
      await pages.page.getByText("This CPU profile cannot be read").waitFor();
      await pages.open("/profiles", "empty");
      await pages.page.getByText("No profiled operations in this range").waitFor();
      await pages.page.getByText("No CPU profiles in this range").waitFor();
      expect(await pages.violations()).toEqual([]);
    },
  );
});
