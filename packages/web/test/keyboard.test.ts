// Keys that go to pages, that wait for their button, and of main actions. Those of all pages: `every-page.test.ts`.
import { expect, test } from "vitest";

import { pages as declared } from "../src/all-pages.ts";
import type { Page } from "../src/ui/page.ts";
import { describePages, patience } from "./browser-pages.ts";

describePages("keyboard", (pages) => {
  const press = (key: string): Promise<void> => pages.page.keyboard.press(key);

  test("g and a letter goes to each page, from each page", { tags: ["extended"] }, async () => {
    await pages.open("/settings");
    for (const [to, { navigation }] of Object.entries<Page>(declared)) {
      if (navigation === undefined) continue;
      await press("g");
      await press(navigation.letter);
      await expect.poll(() => new URL(pages.page.url()).pathname, patience).toMatch(new RegExp(`^${to}`));
      await pages.page.locator("main h1").first().waitFor();
    }
  });

  /** Opens a page whose "Add note" waits for the user's rights, and whose timers of a second end when `passSecond` says so. */
  const openBeforeRights = async (): Promise<{ answer(): void; passSecond(): Promise<void> }> => {
    const { page } = pages;
    const { promise, resolve } = Promise.withResolvers<void>();
    await page.route("**/api/notes?**", async (route) => {
      await promise;
      await route.fallback();
    });
    const passTimers = await pages.holdTimers(1000);
    await pages.open("/funnels");
    await page.getByRole("table", { name: "Funnels" }).waitFor();
    const passSecond = async (): Promise<void> => expect(await passTimers()).toBeGreaterThan(0);
    return { answer: resolve, passSecond };
  };
  const addNote = () => pages.page.getByRole("button", { name: "Add note" });

  test("a key waits a second for its button", async () => {
    const { answer } = await openBeforeRights();
    expect(await addNote().count()).toBe(0);
    await press("a");
    answer();
    await pages.page.getByRole("textbox", { name: "Text of the note" }).waitFor();
  });

  test("a key waits no longer than a second for its button", { tags: ["extended"] }, async () => {
    const { answer, passSecond } = await openBeforeRights();
    await press("a");
    await passSecond();
    answer();
    expect(await addNote().getAttribute("aria-expanded")).toBe("false");
  });

  test("a key does not wait for its button after another key", { tags: ["extended"] }, async () => {
    const { answer } = await openBeforeRights();
    await press("a");
    await press("x");
    answer();
    expect(await addNote().getAttribute("aria-expanded")).toBe("false");
  });

  test(
    "main actions have keys, which the help lists: time range, saved views, copy link, compare",
    { tags: ["extended"] },
    async () => {
      const { page } = pages;
      // how long a button says "Copied"
      await pages.holdTimers(1500);
      await pages.open("/traces/4bf92f3577b34da6a3ce929d0e0e4736");
      await pages.waitUntilLoaded();
      const dropdown = ".mantine-Popover-dropdown";
      const focused = page.locator(`${dropdown}:focus, ${dropdown} :focus`);
      /** What has opened hears of keys once it has the focus. */
      const untilFocused = async (): Promise<void> => {
        await expect.poll(() => focused.count(), patience).toBe(1);
      };
      await press("r");
      await page.getByRole("group", { name: "Time range" }).waitFor();
      await untilFocused();
      await press("Escape");
      await page.getByRole("group", { name: "Time range" }).waitFor({ state: "detached" });
      await expect.poll(() => page.locator("[aria-keyshortcuts=r]:focus").count(), patience).toBe(1);
      await press("v");
      await page.getByRole("list", { name: "Saved views" }).waitFor();
      await untilFocused();
      await press("Escape");
      await page.getByRole("list", { name: "Saved views" }).waitFor({ state: "detached" });
      await press("y");
      await page.getByText("Copied").waitFor();
      await press("c");
      await page.getByRole("textbox", { name: "Id of the other trace" }).waitFor();
      await untilFocused();
      await press("Escape");
      await page.getByRole("textbox", { name: "Id of the other trace" }).waitFor({ state: "detached" });
      await press("?");
      const help = page.getByRole("dialog", { name: "Keys" });
      for (const action of ["Time range", "Saved views", "Copy link", "Compare traces"])
        await help.getByText(action, { exact: true }).waitFor();
    },
  );
});
