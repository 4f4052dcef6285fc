// The keys that work on every page: search, help, palette, going to another page, and the rows of its list.
import type { Route } from "playwright-core";
import { expect, test } from "vitest";

import { navigation } from "../src/ui/shell/navigation.ts";
import { allPages } from "./all-pages.ts";
import { describePages, patience } from "./browser-pages.ts";

describePages("keyboard", (pages) => {
  const press = (key: string): Promise<void> => pages.page.keyboard.press(key);

  /** `j` twice and `k` once end where `j` once does. Refreshes wait until then: they could move the row in focus. */
  const walkRows = async (): Promise<void> => {
    const rows = pages.page.locator("main [class*=rowLink]");
    await rows.first().waitFor();
    const inFocus = (): Promise<number> =>
      rows.evaluateAll((all) => all.indexOf(document.activeElement as HTMLElement));
    const { promise: walked, resolve: end } = Promise.withResolvers<void>();
    const hold = async (route: Route): Promise<void> => {
      await walked;
      await route.fallback();
    };
    await pages.page.route("**/api/**", hold);
    await press("j");
    await expect.poll(inFocus, patience).toBeGreaterThanOrEqual(0);
    const first = await inFocus();
    await press("j");
    await press("k");
    await expect.poll(inFocus, patience).toBe(first);
    end();
    await pages.page.unroute("**/api/**", hold);
  };

  test.each(allPages)(
    "$address: / searches, ? lists the keys, Ctrl+K opens the palette",
    async ({ address, hasRows }) => {
      const { page } = pages;
      await pages.open(address);
      await pages.waitUntilLoaded();
      if (hasRows === true) await walkRows();
      await press("/");
      await expect.poll(() => page.locator("input:focus").count(), patience).toBe(1);
      await press("Escape");
      await page.locator("input:focus").evaluateAll(([input]) => (input as HTMLElement | undefined)?.blur());
      await press("?");
      await page.getByRole("dialog", { name: "Keys" }).waitFor();
      await press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await press("Control+k");
      await page.getByRole("combobox", { name: "Jump to" }).waitFor();
      await press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await press("g");
      await press("q");
      await page.getByRole("heading", { name: "SQL", level: 1 }).waitFor();
    },
  );

  test("g and a letter goes to each page, from each page", async () => {
    await pages.open("/settings");
    for (const { to, letter } of navigation) {
      await press("g");
      await press(letter);
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

  test("a key waits no longer than a second for its button", async () => {
    const { answer, passSecond } = await openBeforeRights();
    await press("a");
    await passSecond();
    answer();
    expect(await addNote().getAttribute("aria-expanded")).toBe("false");
  });

  test("a key does not wait for its button after another key", async () => {
    const { answer } = await openBeforeRights();
    await press("a");
    await press("x");
    answer();
    expect(await addNote().getAttribute("aria-expanded")).toBe("false");
  });

  test("main actions have keys, which the help lists: time range, saved views, copy link, compare", async () => {
    const { page } = pages;
    // how long a button says "Copied"
    await pages.holdTimers(1500);
    await pages.open("/traces/4bf92f3577b34da6a3ce929d0e0e4736");
    await pages.waitUntilLoaded();
    await press("r");
    await page.getByRole("group", { name: "Time range" }).waitFor();
    await press("Escape");
    await page.getByRole("group", { name: "Time range" }).waitFor({ state: "detached" });
    await expect.poll(() => page.locator("[aria-keyshortcuts=r]:focus").count(), patience).toBe(1);
    await press("v");
    await page.getByRole("list", { name: "Saved views" }).waitFor();
    await press("Escape");
    await page.getByRole("list", { name: "Saved views" }).waitFor({ state: "detached" });
    await press("y");
    await page.getByText("Copied").waitFor();
    await press("c");
    await page.getByRole("textbox", { name: "Id of the other trace" }).waitFor();
    await press("Escape");
    await page.getByRole("textbox", { name: "Id of the other trace" }).waitFor({ state: "detached" });
    await press("?");
    const help = page.getByRole("dialog", { name: "Keys" });
    for (const action of ["Time range", "Saved views", "Copy link", "Compare traces"])
      await help.getByText(action, { exact: true }).waitFor();
  });
});
