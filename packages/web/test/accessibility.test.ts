// axe in states that no page has alone, and what it finds when there is something to find. Each page is looked at in `every-page.test.ts`;
// tests of a page call `violations` in the states that only they make: menus, editors, empty and failed answers.
import { expect, test } from "vitest";

import { describePages } from "./browser-pages.ts";
import type { Mood } from "./preview.ts";

describePages("accessibility", (pages) => {
  const violationsWith = async (mood: Mood): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const address of ["/", "/logs"]) {
      await pages.open(address, mood);
      found.push(...(await pages.violations()));
    }
    return found;
  };
  test("the overview and the logs have no violations without data", { tags: ["extended"] }, async () => {
    expect(await violationsWith("empty")).toEqual([]);
  });

  test("nor when the API fails", { tags: ["extended"] }, async () => {
    expect(await violationsWith("broken")).toEqual([]);
  });

  test("the help, the palette and the time range have none", { tags: ["extended"] }, async () => {
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

  test(
    "violations are found where they are: in the dark theme alone, on a phone alone, in a dialog",
    { tags: ["extended"] },
    async () => {
      await pages.open("/settings");
      await pages.page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`
        .dim { color: #000; background: #fff; }
        [data-mantine-color-scheme="dark"] .dim { color: #333; background: #222; }
        .near, .worded { width: 48px; height: 48px; }
        @media (max-width: 600px) {
          .near { width: 12px; height: 12px; padding: 0; margin: 0; border: 0; float: left; }
          .worded span { display: none; }
        }
      `);
        document.adoptedStyleSheets.push(sheet);
        const planted = document.createElement("section");
        planted.innerHTML = `
        <p class="dim">Hardly legible</p>
        <button class="near" aria-label="one"></button><button class="near" aria-label="two"></button>
        <button class="worded"><span>Worded</span></button>
        <div role="dialog" aria-label="Planted"><input></div>`;
        document.querySelector("main")!.append(planted);
      });
      const short = (lines: readonly string[]): string[] =>
        lines.map((line) => /^- (\w+: [\w-]+):/.exec(line)![1]!).toSorted();
      expect(short(await pages.violationsIn("light"))).toEqual(["light: label"]);
      expect(short(await pages.violationsIn("dark"))).toEqual(["dark: color-contrast"]);
      expect(short(await pages.violations())).toEqual(["dark: color-contrast", "light: label"]);
      expect(short(await pages.violations(pages.page.locator(".dim")))).toEqual(["dark: color-contrast"]);
      expect(short(await pages.violationsOnPhone())).toEqual([
        "dark: button-name",
        "dark: color-contrast",
        "light: button-name",
        "light: label",
        "light: target-size",
        "light: target-size",
      ]);
    },
  );
});
