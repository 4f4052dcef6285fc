// @module-tag extended
// Many tabs of the console in one browser: they share one event stream, which uses one of the six connections that a browser opens to a
// host without TLS. That of the shared worker is not seen by `page.route`, so the preview counts them.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { slowness } from "../../../tools/testing/patience.ts";
import { describePages, patience } from "./browser-pages.ts";
import { sharedPreview } from "./shared-preview.ts";

/** The browser says that a page is hidden only when it is in front of a person; the test says it instead. */
const hideable = `
  let state = "visible";
  Object.defineProperty(Document.prototype, "visibilityState", { get: () => state });
  globalThis.setVisibility = (next) => {
    state = next;
    document.dispatchEvent(new Event("visibilitychange"));
  };
`;

describePages("many tabs", (pages) => {
  const preview = sharedPreview;
  const streams = async (): Promise<number> => (await preview()).streams;

  /** The page of the test, and more in the same browser. */
  async function openTabs(count: number, use: (tabs: readonly Page[]) => Promise<void>): Promise<void> {
    const others: Page[] = [];
    try {
      while (others.length < count - 1) others.push(await pages.page.context().newPage());
      const tabs = [pages.page, ...others];
      for (const tab of tabs) {
        tab.setDefaultTimeout(patience.timeout);
        await tab.addInitScript(hideable);
      }
      await Promise.all(tabs.map((tab) => tab.goto(pages.url)));
      await use(tabs);
    } finally {
      await Promise.all(others.map((tab) => tab.close()));
    }
  }

  const events = (tab: Page) =>
    tab
      .locator("section")
      .filter({ has: tab.getByRole("heading", { name: "Live events" }) })
      .getByRole("listitem");
  /** Whether each tab comes to show an event that is younger than this call. */
  async function areLive(...tabs: readonly Page[]): Promise<boolean> {
    const since = new Date().toISOString();
    const newest = async (tab: Page): Promise<string> =>
      (await events(tab).first().locator("time").getAttribute("datetime")) ?? "";
    const isLive = async (tab: Page): Promise<void> => {
      await expect.poll(() => newest(tab), patience).toSatisfy((time: string) => time > since);
    };
    await Promise.all(tabs.map(isLive));
    return true;
  }
  /** The status of one answer for each tab, asked for at once. Without a free connection no request is answered. */
  const answers = async (tabs: readonly Page[]): Promise<readonly number[]> =>
    Promise.all(tabs.map((tab) => tab.evaluate(async () => (await fetch("/api/stats")).status)));

  test(
    "twelve have one event stream, and each is live and gets answers, also without the first",
    { tags: ["extended"] },
    async () => {
      await openTabs(12, async (tabs) => {
        expect(await areLive(...tabs)).toBe(true);
        expect(await answers(tabs)).toEqual(tabs.map(() => 200));
        await expect.poll(streams, patience).toBe(1);
        await tabs[0]!.goto("about:blank");
        expect(await areLive(...tabs.slice(1))).toBe(true);
        await expect.poll(streams, patience).toBe(1);
      });
    },
  );

  test("of twelve each gets an answer within a second", { tags: ["nightly"] }, async () => {
    await openTabs(12, async (tabs) => {
      expect(await areLive(...tabs)).toBe(true);
      const roundMs = async (): Promise<number> => {
        const begun = performance.now();
        await answers(tabs);
        return performance.now() - begun;
      };
      await expect.poll(roundMs, patience).toBeLessThan(1000 * slowness());
    });
  });

  test("a frozen tab keeps nothing from the others", { tags: ["extended"] }, async () => {
    await openTabs(2, async ([frozen, other]) => {
      expect(await areLive(frozen!, other!)).toBe(true);
      const session = await frozen!.context().newCDPSession(frozen!);
      await session.send("Page.setWebLifecycleState", { state: "frozen" });
      expect(await areLive(other!)).toBe(true);
      await session.send("Page.setWebLifecycleState", { state: "active" });
      expect(await areLive(frozen!)).toBe(true);
    });
  });

  test(
    "hidden tabs have no stream, and one that is shown again has the last minute",
    { tags: ["extended"] },
    async () => {
      await openTabs(2, async (tabs) => {
        const show = (tab: Page, state: string) => tab.evaluate(`setVisibility("${state}")`);
        expect(await areLive(...tabs)).toBe(true);
        await show(tabs[0]!, "hidden");
        expect(await areLive(tabs[1]!)).toBe(true);
        await show(tabs[1]!, "hidden");
        await expect.poll(streams, patience).toBe(0);
        await show(tabs[0]!, "visible");
        expect(await areLive(tabs[0]!)).toBe(true);
        expect(await streams()).toBe(1);
      });
    },
  );

  test(
    "a tab that shows notifications has the stream while it is hidden",
    { tags: ["extended"] },
    async () => {
      // a Chromium without windows grants none
      await pages.page.addInitScript(() => {
        Object.defineProperty(Notification, "permission", { get: () => "granted" });
      });
      await openTabs(1, async ([tab]) => {
        expect(await areLive(tab!)).toBe(true);
        await tab!.evaluate(`setVisibility("hidden")`);
        expect(await areLive(tab!)).toBe(true);
      });
    },
  );

  test("after another login no tab shows events of the person before, and after a logout all lead to the login", async () => {
    const { logIn } = await preview();
    try {
      logIn("acme");
      await openTabs(2, async ([one, other]) => {
        expect(await areLive(one!, other!)).toBe(true);
        logIn("bolt");
        await other!.goto(pages.url);
        expect(await areLive(one!, other!)).toBe(true);
        const texts = await events(other!).allInnerTexts();
        expect(texts.filter((text) => !text.includes("bolt"))).toEqual([]);
        logIn(undefined);
        await Promise.all([one, other].map((tab) => tab!.waitForURL(/\/login/)));
      });
    } finally {
      logIn("");
    }
  });
});
