// What all pages promise about answers that are slow or fail: the page is never blank, each failure is said with its reason, and the page is
// whole again after *Try again*. The requests are those that the page makes, so new pages and requests are covered.
import { fillPath } from "contract";
import type { Page, Request, Route } from "playwright-core";
import { expect, test } from "vitest";

import { firstVisits, visits } from "../src/all-examples.ts";
import { firstRequestsOf } from "../src/first-requests.ts";
import { describePages, patience } from "./browser-pages.ts";

const pathOf = (request: Request): string => new URL(request.url()).pathname;

/** Answers that are not a part of the page: how far a query is, and whether anything was received yet. */
const notShown = /^\/api\/(?:progress|received)$/;

describePages("every section", (pages) => {
  /** Each failure has words of its own. None is retried by itself. */
  const failureOf = (path: string): string => `Planted failure of ${path}.`;
  const fail = (route: Route): Promise<void> => {
    const message = failureOf(pathOf(route.request()));
    return route.fulfill({ status: 422, json: { status: 422, code: "QUERY_TOO_BROAD", message, fix: "" } });
  };

  /** Requests of the API wait until they are passed or fail. */
  async function control(page: Page, mayPass: (path: string) => boolean) {
    let decide: (route: Route) => unknown;
    const waiting: Route[] = [];
    const failed = new Set<string>();
    const answer = (route: Route): unknown => {
      const path = pathOf(route.request());
      if (mayPass(path) || notShown.test(path)) return route.fallback();
      failed.add(path);
      return fail(route);
    };
    const wait = (route: Route): unknown => waiting.push(route);
    decide = wait;
    await page.route("**/api/**", (route) => decide(route));
    return {
      failed,
      async answerAll() {
        decide = answer;
        await Promise.all(waiting.splice(0).map(answer));
      },
      recover() {
        decide = (route) => route.fallback();
      },
    };
  }

  const textOf = (page: Page): Promise<string> => page.locator("main").innerText();

  /** Opens a page whose requests fail, but for those that may pass. Returns what it says after *Try again*. */
  async function visitFailing(address: string, mayPass: (path: string) => boolean): Promise<string> {
    const { page } = pages;
    await page.addInitScript("globalThis.setInterval = () => 0");
    const requests = await control(page, mayPass);
    await page.goto(pages.url + address);
    // While nothing has answered.
    await page.locator("main h1").first().waitFor();
    await requests.answerAll();
    const unsaid = async (): Promise<readonly string[]> => {
      const text = await textOf(page);
      return [...requests.failed].filter((path) => !text.includes(failureOf(path)));
    };
    // Some are requested when the first are answered.
    await expect.poll(() => requests.failed.size, patience).toBeGreaterThan(0);
    await pages.waitUntilLoaded();
    await expect.poll(unsaid, patience).toEqual([]);
    requests.recover();
    const again = page.locator("main").getByRole("button", { name: "Try again" });
    const tryAgain = async (): Promise<boolean> => {
      await again
        .first()
        .click({ timeout: 1000 })
        .catch(() => undefined);
      return (await textOf(page)).includes("Planted failure");
    };
    await expect.poll(tryAgain, patience).toBe(false);
    return textOf(page);
  }

  /** What the page requests first has arrived: what it asks for then fails. */
  function isFirstOf(address: string): (path: string) => boolean {
    const first = firstRequestsOf(new URL(address, "http://pages")).map(({ path, input }) =>
      fillPath(path, (input as { readonly params?: Readonly<Record<string, string>> }).params),
    );
    return (path) => first.includes(path);
  }

  const addressesOf = (isMain: boolean): readonly string[] =>
    visits.filter((visit) => (visit.isMain === true) === isMain).map(({ address }) => address);

  test.each(addressesOf(true))(
    "%s is never blank, says each failure and why, and is whole again after Try again",
    async (address) => {
      expect(await visitFailing(address, () => false)).not.toBe("");
    },
  );

  test.each(addressesOf(false))(
    "%s is never blank, says each failure and why, and is whole again after Try again",
    { tags: ["extended"] },
    async (address) => {
      expect(await visitFailing(address, () => false)).not.toBe("");
    },
  );

  const withFirst = visits.filter(({ address }) => isSomethingFirst(address));

  test.each(withFirst.filter((visit) => firstVisits.has(visit)))(
    "$address with its first data says each further failure and why, and is whole again after Try again",
    { tags: ["extended"] },
    async ({ address }) => {
      expect(await visitFailing(address, isFirstOf(address))).not.toBe("");
    },
  );

  test.each(withFirst.filter((visit) => !firstVisits.has(visit)))(
    "$address with its first data says each further failure and why, and is whole again after Try again",
    { tags: ["nightly"] },
    async ({ address }) => {
      expect(await visitFailing(address, isFirstOf(address))).not.toBe("");
    },
  );
});

/** Sections without a word below their heading. */
const silentSections = (): string[] =>
  [...document.querySelectorAll<HTMLElement>("main section:has(> header h2)")].flatMap((section) => {
    const [, ...below] = [...section.children] as HTMLElement[];
    const said = below.map(({ innerText }) => innerText.trim()).join("");
    return said === "" && section.offsetParent !== null ? [section.querySelector("h2")!.innerText] : [];
  });

describePages("every list", (pages) => {
  const addressesOf = (isMain: boolean): readonly string[] =>
    visits
      .filter((visit) => visit.hasRows === true && (visit.isMain === true) === isMain)
      .map(({ address }) => address);

  async function visitWithoutRows(address: string): Promise<readonly string[]> {
    const { page } = pages;
    let isHeld = true;
    const held: Route[] = [];
    await page.route("**/api/**", (route) => (isHeld ? void held.push(route) : route.fallback()));
    // else the overview is the page of the first run
    await page.route("**/api/received", (route) => route.fulfill({ json: { hasTelemetry: true } }));
    pages.setMood("empty");
    await page.goto(pages.url + address);
    await page.locator("main [aria-busy=true]").first().waitFor({ state: "attached" });
    isHeld = false;
    await Promise.all(held.splice(0).map((route) => route.fallback()));
    await pages.waitUntilLoaded();
    return page.evaluate(silentSections);
  }

  test.each(addressesOf(true))("%s says that it loads, and then what is missing", async (address) => {
    expect(await visitWithoutRows(address)).toEqual([]);
  });
  test.each(addressesOf(false))(
    "%s says that it loads, and then what is missing",
    { tags: ["extended"] },
    async (address) => {
      expect(await visitWithoutRows(address)).toEqual([]);
    },
  );
});

/** The requests of sections of the overview, by their headings. */
const sections: readonly (readonly [string, string])[] = [
  ["Services", "/api/services"],
  ["New errors", "/api/errors"],
  ["Funnels", "/api/funnels"],
  ["Open alerts", "/api/alerts"],
  ["Anomalies", "/api/anomalies"],
  ["Notes", "/api/notes"],
];

describePages("the overview", (pages) => {
  /** The headings of sections that have rows. */
  const filled = async (): Promise<readonly string[]> => {
    const shown = pages.page.locator("main section").filter({ has: pages.page.locator("tbody a, li") });
    const headings = await shown.locator("h2").allInnerTexts();
    return sections.map(([heading]) => heading).filter((heading) => headings.includes(heading));
  };
  const others = (path: string): readonly string[] =>
    sections.flatMap(([heading, own]) => (own === path ? [] : [heading]));
  const hold = (path: string): Promise<unknown> =>
    pages.page.route(
      (url) => url.pathname === path,
      () => undefined,
    );

  test("shows all other sections while services are not answered", async () => {
    await hold("/api/services");
    await pages.open("/");
    await expect.poll(filled, patience).toEqual(others("/api/services"));
  });

  test.each(sections.slice(1).map(([, path]) => path))(
    "shows all other sections while %s is not answered",
    { tags: ["extended"] },
    async (path) => {
      await hold(path);
      await pages.open("/");
      await expect.poll(filled, patience).toEqual(others(path));
    },
  );
});

function isSomethingFirst(address: string): boolean {
  return firstRequestsOf(new URL(address, "http://pages")).length > 0;
}
