// axe on every page, in both themes. Pages with a browser test of their own call `violations` in their states, too.
import { expect, test } from "vitest";

import { allPages } from "./all-pages.ts";
import { describePages } from "./browser-pages.ts";

/** Four runs of axe: a large page takes it seconds, and more on a busy machine. */
const slow = 240_000;
const phone = { width: 390, height: 844 };

describePages("accessibility", (pages) => {
  test.each(allPages)(
    "$address has no violations of WCAG A and AA, on a wide screen and on a phone",
    async ({ address }) => {
      await pages.open(address);
      expect(await pages.violations()).toEqual([]);
      await pages.page.setViewportSize(phone);
      expect(await pages.violations()).toEqual([]);
    },
    slow,
  );

  test.each(["empty", "broken"] as const)(
    "the overview and the logs have none with %s data",
    async (mood) => {
      for (const address of ["/", "/logs"]) {
        await pages.open(address, mood);
        expect(await pages.violations()).toEqual([]);
      }
    },
  );

  test("the help, the palette and the time range have none", async () => {
    await pages.open("/logs");
    await pages.page.keyboard.press("?");
    await pages.page.getByRole("dialog").getByText("Next, previous hit").waitFor();
    expect(await pages.violations()).toEqual([]);
    await pages.page.keyboard.press("Escape");
    await pages.page.getByRole("dialog").waitFor({ state: "detached" });
    await pages.page.keyboard.press("Control+k");
    await pages.page.getByRole("combobox", { name: "Jump to" }).waitFor();
    expect(await pages.violations()).toEqual([]);
    await pages.page.keyboard.press("Escape");
    await pages.page.getByRole("combobox", { name: "Jump to" }).waitFor({ state: "detached" });
    await pages.page.getByTitle(/^Time range/).click();
    await pages.page.getByLabel("From").waitFor();
    expect(await pages.violations()).toEqual([]);
  });
});
