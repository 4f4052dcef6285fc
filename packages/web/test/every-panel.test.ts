// What dialogs, menus and panels promise about requests that fail: why is said where they are, never a loading state for ever or an empty
// box, and they are whole after *Try again*. They are those that the pages of the list have, so new ones are covered.
import type { Locator, Request, Route } from "playwright-core";
import { expect, test } from "vitest";

import { firstVisits, visits } from "../src/all-examples.ts";
import { describePages, patience } from "./browser-pages.ts";

const pathOf = (request: Request): string => new URL(request.url()).pathname;

/** Answers that are not a part of the page. */
const notShown = /^\/api\/(?:progress|received|live)$/;

/** Marks what opens something, one of each kind: rows of a list open the same. Returns how many there are. */
const markOpeners = (within: string): number => {
  const kinds = new Set<string>();
  for (const one of document.querySelectorAll<HTMLElement>("[data-opener]")) delete one.dataset["opener"];
  const all = document.querySelectorAll<HTMLElement>(
    `:is(${within}) :is([aria-haspopup]:not([aria-expanded=true]), [aria-expanded=false], summary)`,
  );
  for (const one of all) {
    const kind = `${one.tagName} ${one.className} ${one.querySelector("svg use")?.getAttribute("href") ?? ""}`;
    if (kinds.has(kind) || one.offsetParent === null || one.matches(":disabled")) continue;
    one.dataset["opener"] = String(kinds.size);
    kinds.add(kind);
  }
  return kinds.size;
};

describePages("every panel", (pages) => {
  const failureOf = (path: string): string => `Planted failure of ${path}.`;

  /** What was pressed is drawn, and has asked for what it shows. */
  const settle = (): Promise<unknown> =>
    pages.page.evaluate(async () => {
      for (let frame = 0; frame < 4; frame += 1)
        await new Promise((resolve) => {
          requestAnimationFrame(resolve);
        });
    });

  /** Does something, and waits until all that it asks for is there: what has come may lead to further requests. */
  async function untilQuiet(act: () => Promise<unknown>): Promise<void> {
    const { page } = pages;
    const open = new Set<Request>();
    let quietLooks = 0;
    const ended = (request: Request): void => void open.delete(request);
    const begun = (request: Request): void => {
      const path = pathOf(request);
      if (!path.startsWith("/api/") || notShown.test(path)) return;
      open.add(request);
      quietLooks = 0;
    };
    page.on("request", begun).on("requestfinished", ended).on("requestfailed", ended);
    await act();
    const isQuiet = async (): Promise<boolean> => {
      await pages.waitUntilLoaded();
      await settle();
      quietLooks = open.size === 0 ? quietLooks + 1 : 0;
      return quietLooks === 4;
    };
    await expect.poll(isQuiet, patience).toBe(true);
    page.off("request", begun).off("requestfinished", ended).off("requestfailed", ended);
  }

  /** Opens `address` whole; what is requested afterwards fails until it recovers. */
  async function openWhole(address: string) {
    const { page } = pages;
    const failed = new Set<string>();
    let isFailing = false;
    await page.unrouteAll({ behavior: "ignoreErrors" });
    // Without refreshes of the page: only what was opened asks.
    await page.addInitScript("globalThis.setInterval = () => 0");
    await page.route("**/api/**", (route: Route) => {
      const path = pathOf(route.request());
      if (!isFailing || notShown.test(path)) return route.fallback();
      failed.add(path);
      const problem = { status: 422, code: "QUERY_TOO_BROAD", message: failureOf(path), fix: "" };
      return route.fulfill({ status: 422, json: problem });
    });
    await untilQuiet(async () => pages.open(address));
    isFailing = true;
    return { failed, recover: () => void (isFailing = false) };
  }

  /** Opens something on a whole page. Returns how many requests it made, all of which failed and were asked again. */
  async function openFailing(
    { failed, recover }: Awaited<ReturnType<typeof openWhole>>,
    open: () => Promise<void>,
  ): Promise<number> {
    const { page } = pages;
    await untilQuiet(open);
    if (failed.size === 0) return 0;
    const body = page.locator("body");
    const unsaid = async (): Promise<readonly string[]> => {
      const text = await body.innerText();
      return [...failed].filter((path) => !text.includes(failureOf(path)));
    };
    await expect.poll(unsaid, patience).toEqual([]);
    // No loading state stays: neither one of the page nor a text in a menu.
    await pages.waitUntilLoaded();
    expect(await page.locator("[role=dialog]:visible").getByText("Loading").count()).toBe(0);
    recover();
    const tryAgain = async (): Promise<boolean> => {
      const again = page.getByRole("button", { name: /^Try again/ }).last();
      await again.click({ timeout: 1000 }).catch(() => undefined);
      return (await body.innerText()).includes("Planted failure");
    };
    await expect.poll(tryAgain, patience).toBe(false);
    return failed.size;
  }

  /** What tells a page with something open from one without. */
  const stateOf = async (within: string): Promise<string> => {
    const shown = await pages.page.locator(":is([role=dialog], [role=menu], [role=listbox]):visible").count();
    const openers = await pages.page.evaluate(markOpeners, within);
    return `${pages.page.url()} ${shown} ${openers}`;
  };

  /** Closes what pressing `opener` has opened. Returns whether the page is in the state `before` again. */
  async function isClosedAgain(opener: Locator, within: string, before: string): Promise<boolean> {
    await pages.page.keyboard.press("Escape");
    await settle();
    // what folds out stays until it is pressed again
    const isOpen = (one: HTMLElement): boolean =>
      one.ariaExpanded === "true" || (one.tagName === "SUMMARY" && one.parentElement!.hasAttribute("open"));
    if ((await opener.count()) === 1 && (await opener.evaluate(isOpen)))
      await opener.click({ timeout: 1000 }).catch(() => undefined);
    for (let looks = 0; looks < 10; looks += 1) {
      await settle();
      if ((await stateOf(within)) === before) return true;
    }
    return false;
  }

  /**
   * Opens each kind of menu, dialog and panel inside the elements `within`. Returns how many requests they made. The page is loaded again
   * only after one that asked for something, or that cannot be closed.
   */
  async function openAll(address: string, within: string): Promise<number> {
    let whole = await openWhole(address);
    const count = await pages.page.evaluate(markOpeners, within);
    let before = await stateOf(within);
    let asked = 0;
    for (let at = 0; at < count; at += 1) {
      const opener = pages.page.locator(`[data-opener="${at}"]`);
      const made = await openFailing(whole, async () => {
        await pages.page.evaluate(markOpeners, within);
        // A page may have less on a later visit: what live data brought.
        if ((await opener.count()) > 0) await opener.click();
      });
      asked += made;
      const isAsBefore = made === 0 && (await isClosedAgain(opener, within, before));
      if (at + 1 === count || (isAsBefore && whole.failed.size === 0)) continue;
      whole = await openWhole(address);
      before = await stateOf(within);
    }
    return asked;
  }

  test("menus and dialogs around all pages say what failed, and are whole after Try again", async () => {
    expect(await openAll("/catalog", "header, nav, aside")).toBeGreaterThan(0);
  });

  const addressesOf = (isFirst: boolean): readonly string[] =>
    visits.filter((visit) => firstVisits.has(visit) === isFirst).map(({ address }) => address);

  test.each(addressesOf(true))(
    "menus, dialogs and panels of %s say what failed, and are whole after Try again",
    { tags: ["extended"] },
    async (address) => {
      expect(await openAll(address, "main")).toBeGreaterThanOrEqual(0);
    },
  );

  test.each(addressesOf(false))(
    "menus, dialogs and panels of %s say what failed, and are whole after Try again",
    { tags: ["nightly"] },
    async (address) => {
      expect(await openAll(address, "main")).toBeGreaterThanOrEqual(0);
    },
  );

  /** What no button opens, or one that is known by its words only. */
  const others: readonly (readonly [what: string, address: string, open: () => Promise<unknown>])[] = [
    ["the palette", "/catalog", () => pages.page.keyboard.press("Control+k")],
    [
      "the comparison of a trace",
      "/traces/4bf92f3577b34da6a3ce929d0e0e4736",
      () => pages.page.keyboard.press("c"),
    ],
    [
      "the preview of a rule",
      "/alerts/rules/new",
      async () => {
        await pages.page.getByLabel("Name", { exact: true }).fill("Purchases stall");
        await pages.page.getByLabel("Transaction", { exact: true }).fill("purchase");
        await pages.page.getByRole("region", { name: "Preview" }).getByText("Planted failure").waitFor();
      },
    ],
  ];

  test.each(others)(
    "%s says what failed, and is whole after Try again",
    { tags: ["extended"] },
    async (_, address, open) => {
      const asked = await openFailing(await openWhole(address), async () => {
        await open();
        await pages.page.getByText("Planted failure").first().waitFor();
      });
      expect(asked).toBeGreaterThan(0);
    },
  );

  test(
    "a new silence does not say that no alert matches while alerts are not known",
    { tags: ["extended"] },
    async () => {
      const { page } = pages;
      await page.route(
        ({ pathname }) => pathname === "/api/alerts",
        (route) =>
          route.fulfill({
            status: 422,
            json: { status: 422, code: "QUERY_TOO_BROAD", message: failureOf("/api/alerts"), fix: "" },
          }),
      );
      await pages.open("/alerts/silences?match=alert%3DPayment*");
      const matching = page.getByRole("region", { name: "Alerts that match" });
      await matching.getByText(failureOf("/api/alerts")).waitFor();
      expect(await matching.getByText("No alert matches now").count()).toBe(0);
    },
  );

  test.each([
    ["/services?view=map", "main [data-edge]"],
    ["/transactions/purchase", ".u-over"],
    ["/traces", "main canvas"],
  ])("what is shown under the pointer on %s asks for nothing", { tags: ["extended"] }, async (...row) => {
    const [address, places] = row;
    const { failed } = await openWhole(address);
    const shown = pages.page.locator(places).filter({ visible: true });
    await shown.first().waitFor();
    for (const place of [shown.first(), shown.last()]) {
      const { x, y, width, height } = (await place.boundingBox())!;
      await pages.page.mouse.move(x + width / 2, y + height / 2);
      await settle();
    }
    expect([...failed]).toEqual([]);
  });
});
