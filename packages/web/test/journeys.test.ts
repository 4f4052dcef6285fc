// Journeys in a real browser over the preview's story: from the paths of all to a funnel, and to one person with the error they met.
import { fileURLToPath } from "node:url";

import type { BusinessEvent, UserTimeline } from "contract";
import { expect, test } from "vitest";

import { funnel, journey } from "./fixtures/ways.ts";
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
          isPictureThere: document.querySelector("main svg[role=group]") !== null,
        };
        Object.assign(globalThis, { first });
      });
      observer.observe(document, { subtree: true, childList: true });
    });
  const firstOutline = () => pages.page.evaluate(() => (globalThis as unknown as { first: object }).first);
  const panel = () => pages.page.getByLabel("Selected step");

  test("attributes of the library are not among the first of a record", { tags: ["extended"] }, async () => {
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
  });

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
    expect(await pages.violations()).toEqual([]);
    await saved.getByRole("link", { name: "Gold checkout" }).click();
    await pages.page.getByRole("heading", { name: "checkout", level: 1 }).waitFor();
    expect(pages.search().get("by")).toBe("user.tier");
  });

  test("lead from the step where something fails to its funnel, and to one person's errors", async () => {
    await pages.open("/journeys");
    await pages.page.getByRole("link", { name: "checkout", exact: true }).click();
    // Each path has visits, share, time and errors.
    await step("payment").click();
    const cameFrom = panel().getByRole("row", { name: /^cart/ });
    expect(await cameFrom.innerText()).toMatch(/74\s+100 %\s+52\.0 s\s+9\.5 %/);
    await pages.page
      .getByText("cart → payment: 74 visits, 67.3 %, median 52.0 s, 9.5 % with errors")
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
    await panel().getByRole("link", { name: "Open as funnel" }).click();
    await pages.page.getByRole("heading", { name: "checkout", level: 1 }).waitFor();
    await expect.poll(() => pages.search().getAll("steps"), patience).toEqual(["cart", "payment"]);
    expect(new URL(pages.page.url()).pathname).toBe("/funnels/checkout");
  });

  test(
    "fold behind a step and unfold again, by pointer and keys; the address has it",
    { tags: ["extended"] },
    async () => {
      await pages.open("/journeys/checkout");
      await step("payment").click();
      await panel().getByRole("button", { name: "Collapse what follows" }).click();
      await expect.poll(() => step("done").count(), patience).toBe(0);
      expect(pages.search().getAll("fold")).toEqual(["payment"]);
      await pages.page.reload();
      await pages.page.getByRole("button", { name: "Expand payment" }).click();
      await step("done").waitFor();
      await pages.page.keyboard.press("ArrowLeft");
      await expect.poll(() => pages.search().getAll("fold"), patience).toEqual(["payment"]);
      await pages.page.keyboard.press("ArrowRight");
      await step("done").waitFor();
      expect(pages.search().getAll("fold")).toEqual([]);
    },
  );

  test("are also a table of all paths, loops among them", { tags: ["extended"] }, async () => {
    await pages.open("/journeys/checkout");
    await pages.page.getByRole("radio", { name: "table" }).click();
    const paths = pages.page.getByRole("table", { name: "Paths" });
    await paths.waitFor();
    const text = await paths.innerText();
    expect(text).toMatch(/payment\s+↩ cart\s+6\s+8\.1 %\s+9\.40 s\s+–/);
    expect(pages.search().get("view")).toBe("table");
    expect(await pages.violations()).toEqual([]);
  });

  test(
    "show an outline before the paths have arrived, and before their layout was computed",
    { tags: ["extended"] },
    async () => {
      let answer: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (answer = resolve));
      await pages.page.route("**/api/journeys/checkout?**", async (route) => {
        await held;
        await route.fulfill({ json: manyPaths() });
      });
      // Notes whether the outline was painted before each drawing.
      await pages.page.addInitScript(() => {
        const seen: string[] = [];
        Object.assign(globalThis, { seen });
        let last = "";
        const look = (): void => {
          const now =
            document.querySelector("[data-outline]") !== null
              ? "outline"
              : document.querySelector("main svg[role=group]") !== null
                ? "picture"
                : last;
          if (now !== last) seen.push(now);
          last = now;
          requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
      await pages.open("/journeys/checkout");
      await pages.page.locator("[data-outline]").waitFor();
      await pages.page.getByText("Loading", { exact: true }).first().waitFor({ state: "attached" });
      answer();
      await pages.page.locator("main svg[role=group]").waitFor();
      const seen = (): Promise<string[]> =>
        pages.page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
      await expect.poll(seen, patience).toEqual(["outline", "picture"]);
    },
  );

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
    "a click on the other direction shows the outline at once, before any answer",
    { tags: ["extended"] },
    async () => {
      await pages.page.addInitScript({ path: progressScript });
      let isHeld = false;
      await pages.page.route("**/api/**", async (route) => {
        if (!isHeld) await route.fallback();
      });
      await pages.open("/journeys/checkout");
      await pages.page.locator("main svg[role=group]").waitFor();
      await pages.waitUntilLoaded();
      isHeld = true;
      await pages.page.evaluate(() => (globalThis as unknown as InPage).measureProgress());
      await noteFirstOutline();
      const backwards = pages.page.getByRole("radio", { name: "Backwards to…" });
      await backwards.click();
      await pages.page.evaluate(() => (globalThis as unknown as InPage).progress);
      expect(await firstOutline()).toMatchObject({ search: "", isPictureThere: true });
      await expect.poll(() => backwards.isChecked(), patience).toBe(true);
      await expect.poll(() => pages.search().get("direction"), patience).toBe("backwards");
      await expect.poll(() => pages.page.locator("[data-outline]").count(), patience).toBe(1);
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
    },
  );
});

/** A hundred steps in ten columns, each with paths to all steps of the next column. */
function manyPaths(): typeof journey {
  const name = (column: number, at: number): string => `step ${column}.${at}`;
  const places = Array.from({ length: 100 }, (_, at) => [Math.floor(at / 10), at % 10] as const);
  return {
    ...journey,
    people: 10_000,
    visits: 10_000,
    goal: "",
    nodes: places.map(([column, at]) => ({
      step: name(column, at),
      people: 1000,
      visits: 1000,
      depth: column,
      left: 0,
      ended: 0,
      open: 0,
      errors: 0,
    })),
    links: places.flatMap(([column, at]) =>
      column === 9
        ? []
        : Array.from({ length: 10 }, (_, to) => ({
            from: name(column, at),
            to: name(column + 1, to),
            visits: 100,
            medianMs: 1000,
            errors: 0,
            loop: false,
          })),
    ),
  };
}
