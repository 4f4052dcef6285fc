// Journeys in a real browser over the preview's story: from the paths of all to a funnel, and to one person with the error they met.
import { fileURLToPath } from "node:url";

import type { BusinessEvent, UserTimeline } from "contract";
import { expect, test } from "vitest";

import { funnel } from "./fixtures/ways.ts";
import { describePages, patience } from "./browser-pages.ts";

const progressScript = fileURLToPath(new URL("../../../bench/workload/progress.js", import.meta.url));

/** What the script adds to the page. */
interface InPage {
  measureProgress(): void;
  readonly progress: Promise<number>;
}

describePages("journeys", (pages) => {
  const step = (name: string) => pages.page.getByRole("button", { name: new RegExp(`^${name}, `) });
  /** Notes the page at the moment when an outline appears in it. */
  const noteFirstOutline = () =>
    pages.page.evaluate(() => {
      const observer = new MutationObserver(() => {
        if (document.querySelector("[data-outline]") === null) return;
        observer.disconnect();
        const first = {
          path: location.pathname,
          search: location.search,
          isListThere: document.querySelector("main tbody") !== null,
        };
        Object.assign(globalThis, { first });
      });
      observer.observe(document, { subtree: true, childList: true });
    });
  const firstOutline = () => pages.page.evaluate(() => (globalThis as unknown as { first: object }).first);
  const panel = () => pages.page.getByLabel("Selected step");

  test(
    "a person: amounts by type, and attributes of the library are not among the first of a record",
    { tags: ["extended"] },
    async () => {
      await pages.page.route("**/api/users/u1?**", async (route) => {
        const timeline = (await (await route.fetch()).json()) as UserTimeline;
        const attributes: BusinessEvent["attributes"] = {
          "telltale.journey.since_previous_ms": { type: "int", value: "2417" },
          "cart.items": { type: "int", value: "3" },
        };
        const [first, ...others] = timeline.events;
        await route.fulfill({ json: { ...timeline, events: [{ ...first, attributes }, ...others] } });
      });
      await pages.open("/people/u1");
      const row = pages.page.getByRole("row").filter({ hasText: "cart.items 3" });
      await row.getByTitle("telltale.journey.since_previous_ms=2417").waitFor();
      expect(await row.textContent()).toMatch(/cart\.items 3 ?\+ 1/);
      expect(await row.textContent()).not.toContain("since_previous");
      // a refund is not a purchase
      const amount = pages.page.locator('dt:text-is("amount completed") + dd');
      expect(await amount.getAttribute("title")).toBe("purchase 1684 EUR, refund 49.90 EUR");
    },
  );

  test(
    "what one person did in all is not shown on the page of the next one",
    { tags: ["extended"] },
    async () => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      await pages.page.route("**/api/users/u2/summary", async (route) => {
        await released;
        await route.fallback();
      });
      await pages.open("/people/u1");
      const inAll = pages.page.getByRole("region", { name: "In all" });
      await inAll.waitFor();
      await pages.page.keyboard.press("Control+k");
      await pages.page.getByRole("combobox", { name: "Jump to" }).fill("u2");
      await pages.page.getByRole("option", { name: /person with this id/ }).click();
      await pages.page.getByRole("heading", { name: "u2", level: 1 }).waitFor();
      await pages.page.getByRole("radiogroup", { name: "Shown" }).waitFor();
      expect(await inAll.count()).toBe(0);
      release();
      await inAll.waitFor();
    },
  );

  test("funnels that were saved as views are on the page of funnels", { tags: ["extended"] }, async () => {
    const view = { version: 1, shared: true, owner: "anna", isOwn: false, saved: "2026-11-20T09:00:00.000Z" };
    const views = [
      { ...view, id: "a", name: "Gold checkout", path: "/funnels/checkout", search: "?by=user.tier" },
      { ...view, id: "b", name: "Slow checkouts", path: "/traces", search: "" },
    ];
    await pages.page.route("**/api/views", (route) => route.fulfill({ json: { mayChange: true, views } }));
    await pages.open("/funnels?from=-6h");
    const saved = pages.page.getByRole("region", { name: "Saved funnels" });
    await saved.getByText("shared by anna").waitFor();
    expect(await saved.getByRole("link").allTextContents()).toEqual(["Gold checkout"]);
    expect(await pages.violations(saved)).toEqual([]);
    await saved.getByRole("link", { name: "Gold checkout" }).click();
    await pages.page.getByRole("heading", { name: "checkout", level: 1 }).waitFor();
    expect(pages.search().get("by")).toBe("user.tier");
  });

  test("lead from the step where something fails to its funnel, and to one person's errors", async () => {
    await pages.open("/journeys");
    await pages.page.getByRole("link", { name: "checkout", exact: true }).click();
    await pages.page.getByText("an error in more than 5 % of these visits").waitFor();
    // Each path has visits, share, time and errors.
    await step("payment, step 6").click();
    const cameFrom = panel().getByRole("row", { name: /^shipping/ });
    expect(await cameFrom.innerText()).toMatch(/1,432\s+100 %\s+15\.6 s\s+6\.3 %/);
    await pages.page
      .getByText("shipping → payment: 1,432 visits, 100 %, median 15.6 s, 6.3 % with errors")
      .waitFor({ state: "attached" });
    // The person of the path has a page of their own.
    await pages.page.getByRole("link", { name: "u1", exact: true }).click();
    await pages.page.getByRole("heading", { name: "u1", level: 1 }).waitFor();
    await pages.page
      .getByRole("region", { name: "session s1" })
      .getByRole("link", { name: "ProviderTimeoutError" })
      .waitFor();
    await pages.page.getByRole("link", { name: "checkout: payment" }).waitFor();
    await pages.page.getByRole("link", { name: "order-789" }).first().waitFor();
    await pages.page.goBack();
    // The path to the step as a funnel; the steps are in the address.
    await panel().getByRole("link", { name: "Funnel to here" }).click();
    await pages.page.getByRole("heading", { name: "checkout", level: 1 }).waitFor();
    await expect
      .poll(() => pages.search().getAll("steps"), patience)
      .toEqual(["home", "product", "cart", "address", "shipping", "payment"]);
    expect(new URL(pages.page.url()).pathname).toBe("/funnels/checkout");
  });

  test(
    "small steps are one, until they are no longer folded; the address has it",
    { tags: ["extended"] },
    async () => {
      await pages.open("/journeys/checkout");
      await step("home, step 1").waitFor();
      expect(await step("help").count()).toBe(0);
      await pages.page.getByText("other: 36 visits").first().waitFor({ state: "attached" });
      await pages.page.getByLabel("Fold steps under").fill("0");
      await step("help, step 1").waitFor();
      await expect.poll(() => pages.search().get("hide"), patience).toBe("0");
      await pages.page.reload();
      await step("help, step 1").waitFor();
    },
  );

  test("are also a table of what followed each step", { tags: ["extended"] }, async () => {
    await pages.open("/journeys/checkout?columns=3");
    await pages.page.getByRole("radio", { name: "table" }).click();
    const paths = pages.page.getByRole("table", { name: "Paths by step" });
    await paths.waitFor();
    const text = await paths.innerText();
    expect(text).toMatch(/1\s+home\s+product\s+2,242\s+51\.1 %\s+8\.80 s\s+–/);
    expect(text).toMatch(/1\s+home\s+left\s+1,296\s+29\.5 %\s+–\s+–/);
    expect(pages.search().get("view")).toBe("table");
    expect(await pages.violations(paths)).toEqual([]);
    await paths
      .getByRole("row", { name: /^1 home product/ })
      .getByRole("button")
      .click();
    await panel().getByRole("heading", { name: "home" }).waitFor();
  });

  test("step by step, from a chosen step to a chosen end, and to the funnel of a step", async () => {
    const asked: URLSearchParams[] = [];
    await pages.page.route("**/api/journeys/checkout/columns?**", async (route) => {
      asked.push(new URL(route.request().url()).searchParams);
      await route.continue();
    });
    await pages.open("/journeys/checkout");
    await pages.page.getByText("7,533 visits by 6,930 people · 25.3 % come to purchase").waitFor();
    const cart = pages.page.getByRole("button", { name: "cart, step 3, 1,832 visits" });
    await cart.focus();
    await pages.page.keyboard.press("Enter");
    await panel()
      .getByRole("row", { name: /^address/ })
      .waitFor();
    await expect.poll(() => pages.search().get("column"), patience).toBe("3");
    await panel().getByRole("button", { name: "address" }).click();
    await panel().getByRole("heading", { name: "address" }).waitFor();
    expect(await panel().getByRole("table", { name: "Came from" }).innerText()).toMatch(
      /cart\s+1,522\s+100 %/,
    );
    const paths = pages.page.getByRole("table", { name: "Whole paths" });
    expect(await paths.innerText()).toMatch(/home\s+left\s+1,296\s+17\.2 %/);
    await pages.page.keyboard.press("Escape");
    await expect.poll(() => panel().count(), patience).toBe(0);
    await pages.page.getByLabel("Paths from").selectOption("product");
    await pages.page.getByLabel("Paths to").selectOption("none");
    await pages.page.getByLabel("Columns").selectOption("4");
    await pages.page.getByRole("radio", { name: "people" }).click();
    const last = (): string | undefined => asked.at(-1)?.toString();
    await expect.poll(last, patience).toContain("unit=people");
    expect(last()).toMatch(/start=product/);
    expect(last()).toMatch(/end=none/);
    expect(last()).toMatch(/columns=4/);
    await cart
      .or(pages.page.getByRole("button", { name: /^product, step 2/ }))
      .first()
      .click();
    await panel()
      .getByRole("link", { name: /^Funnel/ })
      .click();
    await pages.page.getByRole("heading", { name: "checkout", level: 1 }).waitFor();
    expect(new URL(pages.page.url()).pathname).toBe("/funnels/checkout");
  });

  test("show an outline before the paths have arrived", { tags: ["extended"] }, async () => {
    const { promise: held, resolve: answer } = Promise.withResolvers<void>();
    await pages.page.route("**/api/journeys/checkout/columns?**", async (route) => {
      await held;
      await route.fallback();
    });
    await pages.open("/journeys/checkout");
    await pages.page.locator("[data-outline]").waitFor();
    await pages.page.getByText("Loading", { exact: true }).first().waitFor({ state: "attached" });
    expect(await pages.page.locator("main svg[role=group]").count()).toBe(0);
    answer();
    await pages.page.locator("main svg[role=group]").waitFor();
    expect(await pages.page.locator("[data-outline]").count()).toBe(0);
  });

  test(
    "a click on a journey shows the outline at once, before any answer and before the code of the page",
    { tags: ["extended"] },
    async () => {
      await pages.page.addInitScript({ path: progressScript });
      let isHeld = false;
      const held: string[] = [];
      // nothing is answered from the click on, neither data nor code; what was begun before is answered
      await pages.page.route("**", async (route) => {
        if (!isHeld && !/\/journey-[^/]*\.js/.test(route.request().url())) return route.continue();
        held.push(route.request().url());
      });
      await pages.open("/journeys");
      const link = pages.page.getByRole("link", { name: "checkout", exact: true });
      await link.waitFor();
      isHeld = true;
      await pages.page.evaluate(() => (globalThis as unknown as InPage).measureProgress());
      await noteFirstOutline();
      await link.click();
      const ms = await pages.page.evaluate(() => (globalThis as unknown as InPage).progress);
      expect(ms).toBeGreaterThan(0);
      // The outline has a frame of its own: the page is opened after it, which takes long on a busy machine.
      expect(await firstOutline()).toMatchObject({ path: "/journeys", isListThere: true });
      await expect.poll(() => new URL(pages.page.url()).pathname, patience).toBe("/journeys/checkout");
      await expect.poll(() => pages.page.locator("main tbody").isVisible(), patience).toBe(false);
      await expect.poll(() => held.filter((url) => url.includes("/journey-")), patience).not.toEqual([]);
      expect(await pages.page.locator("[data-outline]").count()).toBe(1);
    },
  );

  test(
    "a funnel is estimated until its exact answer is there, then only that is asked for again",
    { tags: ["extended"] },
    async () => {
      const asked: string[] = [];
      await pages.page.route("**/api/funnels/checkout?**", async (route) => {
        const isFew = new URL(route.request().url()).searchParams.get("sample") === "few";
        asked.push(isFew ? "few" : "all");
        await route.fulfill({ json: { ...funnel, isEstimate: isFew } });
      });
      await pages.open("/funnels/checkout?from=-5m");
      const exact = (): number => asked.filter((one) => one === "all").length;
      // The second time, the first exact answer is shown.
      await expect.poll(exact, patience).toBeGreaterThan(1);
      expect(asked[0]).toBe("few");
      asked.length = 0;
      await expect.poll(exact, patience).toBeGreaterThan(1);
      expect(asked).not.toContain("few");
    },
  );

  test(
    "a person without records, and a journey without steps, say what to do",
    { tags: ["extended"] },
    async () => {
      await pages.open("/people/nobody", "empty");
      await pages.page.getByText("No records of nobody").waitFor();
      expect(await pages.violations()).toEqual([]);
      await pages.open("/journeys/checkout?end=none", "empty");
      await pages.page.getByText("No visits of checkout in this range").waitFor();
      await pages.page.getByLabel("Paths from").waitFor();
      expect(await pages.violations()).toEqual([]);
    },
  );
});
