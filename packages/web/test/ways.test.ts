// Traces, journeys and funnels in a real browser with an API of fixtures: keys, URL, states, a large trace.
import type { Problem, TracesResult } from "contract";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { chromiumPath, openPage } from "../../../tools/testing/browser.ts";
import { patience } from "./browser-pages.ts";
import {
  checkoutTrace,
  failedSpan,
  hex,
  largeTrace,
  traceId,
  workflowOf,
  workflowTrace,
} from "./fixtures/checkout-trace.ts";
import { sharedPreview } from "./shared-preview.ts";
import { journeyColumns } from "./fixtures/columns.ts";
import { completeness } from "./fixtures/completeness.ts";
import {
  funnel,
  funnelDropped,
  funnelGroupMoney,
  funnelGroups,
  funnelMoney,
  funnelPeople,
  funnelTraceGroups,
  timeline,
} from "./fixtures/ways.ts";

const large = JSON.stringify(largeTrace(10_000));
let base = "";
let workflowKind: "beganBefore" | "illegal" = "beganBefore";

/** Ten a minute back from now, the third of them failed. */
const summaries: TracesResult = {
  items: Array.from({ length: 30 }, (_, i) => ({
    traceId: i.toString(16).padStart(32, "b"),
    root: "received",
    rootName: `GET /item/${i}`,
    rootService: "storefront",
    startNs: `${Date.now() - i * 6000}000000`,
    durationNs: String((i + 1) * 3_000_000),
    spanCount: 3,
    errorCount: i === 2 ? 1 : 0,
    services: ["storefront", "cart"],
    values: {},
  })),
  nextCursor: null,
};

function answer(pathname: string): unknown {
  const [, , resource, id, part] = pathname.split("/");
  if (resource === "traces" && id === undefined) return summaries;
  if (resource === "traces")
    return id === "large"
      ? large
      : id === "unknown"
        ? undefined
        : id === "sampled"
          ? { ...checkoutTrace, kept: false, spans: [], logs: [] }
          : id === "workflow"
            ? workflowTrace
            : checkoutTrace;
  if (resource === "workflows") return workflowOf(workflowKind);
  if (resource === "journeys") return journeyColumns(6);
  if (resource === "funnels") return funnelParts[part ?? ""] ?? funnel;
  if (resource === "completeness") return completeness(new URLSearchParams("state=late"));
  return resource === "users" ? timeline : undefined;
}

const funnelParts: Readonly<Record<string, object>> = {
  groups: funnelGroups,
  "trace-groups": funnelTraceGroups,
  "group-money": funnelGroupMoney,
  dropped: funnelDropped,
  money: funnelMoney,
  people: funnelPeople,
};

const unknown: Problem = {
  status: 404,
  code: "TRACE_UNKNOWN",
  message: "No trace `unknown` is stored.",
  fix: "Check the id.",
};

/** A page whose API answers with the fixtures; it is closed after the test. */
async function newPage(): Promise<Page> {
  const page = await openPage(base);
  onTestFinished(() => page.close());
  page.setDefaultTimeout(patience.timeout);
  await page.route("**/api/**", async (route) => {
    const result = answer(new URL(route.request().url()).pathname);
    if (result === undefined) await route.fulfill({ status: 404, json: unknown });
    else
      await route.fulfill({
        contentType: "application/json",
        body: typeof result === "string" ? result : JSON.stringify(result),
      });
  });
  return page;
}

async function open(address: string, width = 1440): Promise<Page> {
  const page = await newPage();
  await page.setViewportSize({ width, height: 900 });
  await page.goto(base + address);
  return page;
}

const spanOf = (page: Page): string | null => new URL(page.url()).searchParams.get("span");
const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

/** What one step of scrolling draws, at most. */
interface Drawn {
  readonly canvasCalls: number;
  readonly changedNodes: number;
}

/** Runs in the page: scrolls 60 steps of 400 px. Counted, because the time that a step takes depends on what else runs on the machine. */
async function scrollThrough(): Promise<Drawn> {
  const grid = document.querySelector("[role=treegrid]")!;
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- the function is sent to the page alone
  const nextFrame = (): Promise<unknown> => new Promise(requestAnimationFrame);
  let [calls, nodes] = [0, 0];
  const { prototype } = CanvasRenderingContext2D;
  for (const name of ["fillRect", "fillText", "measureText", "stroke", "fill", "drawImage"] as const) {
    const original = prototype[name] as (...given: unknown[]) => unknown;
    const counted = function (this: unknown, ...given: unknown[]): unknown {
      calls += 1;
      return original.apply(this, given);
    };
    Object.assign(prototype, { [name]: counted });
  }
  new MutationObserver((changes) => (nodes += changes.length)).observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  });
  const most = { canvasCalls: 0, changedNodes: 0 };
  for (let step = 0; step < 60; step++) {
    [calls, nodes] = [0, 0];
    grid.scrollTop += 400;
    await nextFrame().then(nextFrame).then(nextFrame);
    most.canvasCalls = Math.max(most.canvasCalls, calls);
    most.changedNodes = Math.max(most.changedNodes, nodes);
  }
  return most;
}

describe.skipIf(chromiumPath === undefined)("traces, journeys and funnels", () => {
  beforeAll(async () => {
    base = (await sharedPreview()).url;
  });

  test(
    "walks and folds the waterfall by keys, and names the selected span in the URL",
    { tags: ["extended"] },
    async () => {
      const page = await open(`/traces/${traceId}`);
      await row(page, "POST nordpay").waitFor();
      expect(await page.getByRole("treegrid").getAttribute("aria-rowcount")).toBe("8");
      expect(await row(page, "price order").innerText()).toContain("6 × SELECT price");
      await page.keyboard.press("j");
      await expect.poll(() => spanOf(page)).toBe(hex(1));
      await page.keyboard.press("e");
      await expect.poll(() => spanOf(page)).toBe(failedSpan);
      await page.getByLabel("Selected span").getByText("ProviderTimeoutError").first().waitFor();
      await page.keyboard.press("ArrowLeft");
      await expect.poll(() => spanOf(page)).toBe(hex(19));
      await page.keyboard.press("ArrowLeft");
      await expect.poll(() => row(page, "POST nordpay").count()).toBe(0);
      await page.keyboard.press("ArrowRight");
      await row(page, "POST nordpay").waitFor();
      await page.keyboard.press("Escape");
      await expect.poll(() => spanOf(page)).toBeNull();
    },
  );

  test("unfolds down to a linked span, and find goes from hit to hit", { tags: ["extended"] }, async () => {
    const page = await open(`/traces/${traceId}?span=${hex(8)}`);
    await page.getByRole("row", { selected: true }).filter({ hasText: "SELECT price" }).waitFor();
    await page.keyboard.press("f");
    await page.keyboard.type("harbourpay");
    await page.keyboard.press("Enter");
    await expect.poll(() => spanOf(page)).toBe(hex(21));
  });

  test("leads from the logs of a span to the Logs page and back", { tags: ["extended"] }, async () => {
    const page = await open(`/traces/${traceId}?span=${failedSpan}&tab=logs`);
    await page.getByRole("link", { name: "Open in Logs" }).click();
    await expect.poll(() => page.url()).toMatch(/\/logs\?.*trace=/);
    await page.goBack();
    await expect.poll(() => page.getByRole("tab", { name: /Logs/, selected: true }).count()).toBe(1);
  });

  test("distinguishes a trace that was not kept from an unknown one", { tags: ["extended"] }, async () => {
    const page = await open("/traces/sampled");
    await expect.poll(() => page.getByText("The spans of this trace were not kept").count()).toBe(1);
    await page.getByText("order-789").first().waitFor();
    await page.goto(`${base}/traces/unknown`);
    await page.getByText("No trace with this id is stored").waitFor();
  });

  test(
    "marks a workflow that began before the range, and an illegal transition",
    { tags: ["extended"] },
    async () => {
      const mark = (page: Page): Promise<string> =>
        page.getByLabel("Business").locator("[title]").last().innerText();
      for (const [kind, text] of [
        ["beganBefore", "began before this range"],
        ["illegal", "illegal"],
      ] as const) {
        workflowKind = kind;
        const page = await open("/traces/workflow");
        await page.getByText("workflow order").waitFor();
        await expect.poll(() => mark(page)).toBe(text);
      }
    },
  );

  test(
    "scrolls a trace of 10,000 spans by drawing no more than the rows in sight",
    { tags: ["extended"] },
    async () => {
      const page = await open("/traces/large");
      await page.getByRole("treegrid").getByRole("row").first().waitFor();
      expect(await page.getByRole("treegrid").getAttribute("aria-rowcount")).toMatch(/^\d{4,5}$/);
      expect(await page.getByRole("row").count()).toBeLessThan(100);
      const { canvasCalls, changedNodes } = await page.evaluate(scrollThrough);
      console.log(
        `scrolling 10,000 spans: ${canvasCalls} calls of the canvas and ${changedNodes} changed nodes a step`,
      );
      // two drawings of some thirty rows
      expect(canvasCalls).toBeGreaterThan(30);
      expect(canvasCalls).toBeLessThan(2000);
      expect(changedNodes).toBeLessThan(2000);
    },
  );

  test(
    "zooms by the minimap, shows everything on a double click, and redraws the canvas when the theme changes",
    { tags: ["extended"] },
    async () => {
      const page = await open(`/traces/${traceId}`);
      const firstTick = (): Promise<string | null> => page.getByTestId("tick").first().textContent();
      await expect.poll(firstTick).toBe("0");
      await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
      const map = (await page.getByTestId("minimap").boundingBox())!;
      await page.mouse.move(map.x + map.width * 0.5, map.y + 20);
      await page.mouse.down();
      await page.mouse.move(map.x + map.width * 0.75, map.y + 20, { steps: 5 });
      await page.mouse.up();
      await expect.poll(firstTick).toMatch(/^1\.[78]0? s$/);
      await page.getByTestId("minimap").dblclick();
      await expect.poll(firstTick).toBe("0");
      const pixels = (): Promise<string> =>
        page.evaluate(() => document.querySelector<HTMLCanvasElement>("[role=treegrid] canvas")!.toDataURL());
      const light = await pixels();
      await page.emulateMedia({ colorScheme: "dark" });
      await expect.poll(async () => (await pixels()) === light).toBe(false);
    },
  );

  test("walks the list by keys", { tags: ["extended"] }, async () => {
    const page = await open("/traces");
    await page.getByRole("link", { name: "GET /item/0" }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/traces/${summaries.items[1]!.traceId}`);
  });

  test("fits the width of a phone", { tags: ["extended"] }, async () => {
    workflowKind = "beganBefore";
    for (const address of [
      `/traces/${traceId}?span=${failedSpan}`,
      "/journeys/checkout?step=cart&column=3",
      "/funnels/checkout",
      "/traces/workflow",
    ]) {
      const page = await open(address, 390);
      await page.locator("h1").waitFor();
      await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
      if (address === "/traces/workflow") await page.getByText("began before this range").waitFor();
      if (address.startsWith("/journeys/")) await page.getByText("Scroll sideways for later steps").waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
  });

  test("shows where people came from and went to at a step of a journey", async () => {
    const page = await open("/journeys/checkout");
    await page.getByRole("button", { name: /^address, step 4, 1,\d+ visits/ }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get("step")).toBe("address");
    const panel = page.getByLabel("Selected step");
    expect(await panel.innerText()).toMatch(
      /Came from[\s\S]*cart[\s\S]*Went to[\s\S]*shipping[\s\S]*still open/,
    );
    await page.keyboard.press("j");
    await expect.poll(() => new URL(page.url()).searchParams.get("person")).toBe("u2");
  });

  test.each([
    ["/funnels/checkout?step=cart", "u1"],
    [`/traces/${traceId}`, "Open journey"],
  ])(
    "a link of %s to the path of a person selects their step of the journey",
    { tags: ["extended"] },
    async (address, name) => {
      const page = await open(address);
      await page.locator('a[href^="/journeys/checkout?"]').filter({ hasText: name }).first().click();
      await page.getByRole("region", { name: "Path of one person" }).waitFor();
      const { pathname, searchParams } = new URL(page.url());
      expect([pathname, searchParams.get("person")]).toEqual(["/journeys/checkout", "u1"]);
      const panel = page.getByLabel("Selected step");
      await panel.getByRole("heading", { name: searchParams.get("step")!, exact: true }).waitFor();
    },
  );

  test(
    "opens a funnel at the step that fell, with what differs, causes, reasons and people",
    { tags: ["extended"] },
    async () => {
      const page = await open("/funnels/checkout");
      await page.getByRole("heading", { name: "Why people left at payment: what differs" }).waitFor();
      const causes = page.getByRole("region", { name: "Errors and slow spans" });
      await causes.getByRole("row", { name: /ProviderTimeoutError.* 31 traces 1/ }).waitFor();
      await causes.getByRole("row", { name: /charge card.* 2\.51 s 740 ms/ }).waitFor();
      expect(await causes.getByRole("link", { name: "POST /checkout" }).getAttribute("href")).toBe(
        `/traces/${traceId}`,
      );
      await page.getByRole("heading", { name: "Reasons", exact: true }).waitFor();
      // of the 300 people who dropped there
      await page.getByRole("row", { name: /ProviderTimeoutError.* 120 40\.0 %/ }).waitFor();
      await page.getByRole("row", { name: /no reason recorded.* 140 46\.7 %/ }).waitFor();
      await page
        .getByRole("button", { name: /^300 dropped/ })
        .first()
        .click();
      await page.getByRole("heading", { name: "Why people left at cart: what differs" }).waitFor();
      // No person gave a reason at the cart: there is no empty box.
      expect(await page.getByRole("heading", { name: "Reasons", exact: true }).count()).toBe(0);
    },
  );

  test("a funnel says within which time people finish, and why", { tags: ["extended"] }, async () => {
    const page = await open("/funnels/checkout");
    await page.getByText("99 % of those who finished in the last week took no longer").waitFor();
    const within = page.getByLabel("Within");
    await expect.poll(() => within.locator("option:checked").textContent()).toBe("usual time (5 min)");
    await within.selectOption({ label: "30 min" });
    await expect.poll(() => new URL(page.url()).searchParams.get("within")).toBe("1800000");
    await within.selectOption("");
    await expect.poll(() => new URL(page.url()).searchParams.has("within")).toBe(false);
  });

  test(
    "people whose window is not over are still open, and did not drop",
    { tags: ["extended"] },
    async () => {
      const page = await newPage();
      const stillOpen = [300, 60, 0];
      await page.route("**/api/funnels/checkout?**", async (route) => {
        const steps = funnel.funnel.steps.map((step, at) => ({ ...step, open: stillOpen[at]! }));
        const reasons = funnel.reasons.filter(({ step }) => step === "payment");
        await route.fulfill({ json: { ...funnel, funnel: { ...funnel.funnel, steps }, reasons } });
      });
      await page.route("**/api/funnels/checkout/people?**", (route) =>
        route.fulfill({ json: { ...funnelPeople, people: [] } }),
      );
      await page.goto(`${base}/funnels/checkout?step=cart`);
      const openRow = page.getByRole("table", { name: "Steps" }).getByRole("row", { name: /still open/ });
      await expect.poll(() => openRow.innerText()).toMatch(/300 still open[\s\S]*60 still open/);
      await page.getByText("No one has dropped at cart yet").waitFor();
      await page
        .getByRole("button", { name: /^240 dropped/ })
        .first()
        .click();
      await page.getByText("No one has dropped at cart yet").waitFor({ state: "detached" });
      expect(await page.getByText("360", { exact: true }).first().innerText()).toBe("360");
    },
  );

  test("a funnel says first what happened, what it costs, and who dropped", async () => {
    const page = await open("/funnels/checkout?step=payment");
    const finding = page.getByRole("region", { name: "Finding" });
    await finding
      .getByText("57.1 % of the people at payment go on to done, 85.7 % in the hour before")
      .waitFor();
    await finding.getByText("€21,451 was lost there, €13,331 more than in the hour before.").waitFor();
    const steps = page.getByRole("table", { name: "Steps" });
    const rowOf = (name: RegExp): Promise<string> => steps.getByRole("row", { name }).innerText();
    expect(await rowOf(/^amount €/)).toMatch(/€54,800[\s\S]*of 700[\s\S]*€54,800[\s\S]*€33,350/);
    expect(await rowOf(/^amount lost/)).toMatch(/not recorded[\s\S]*€21,451/);
    const people = page.getByRole("region", { name: "Who dropped" });
    await people.getByRole("row", { name: /u1.* €149\.00 ProviderTimeoutError nordpay did not/ }).waitFor();
    await people.getByRole("row", { name: /u2.* not recorded no reason recorded/ }).waitFor();
    await people.getByRole("button", { name: "Data of Who dropped" }).waitFor();
  });

  test("of many who dropped ten are shown, and the others are opened", { tags: ["extended"] }, async () => {
    const page = await newPage();
    const many = Array.from({ length: 25 }, (_, at) => ({ ...funnelPeople.people[0]!, id: `u${at + 1}` }));
    await page.route("**/api/funnels/checkout/people*", (route) =>
      route.fulfill({ json: { ...funnelPeople, people: many } }),
    );
    await page.goto(`${base}/funnels/checkout?step=payment`);
    const people = page.getByRole("region", { name: "Who dropped" });
    const rows = people.locator("tbody tr");
    await expect.poll(() => rows.count(), patience).toBe(10);
    // what loads above them is shorter than its skeleton
    const skeleton = await page.locator("main").evaluateHandle((main) => {
      const above = Object.assign(document.createElement("div"), { style: "height: 3000px" });
      main.prepend(above);
      return above;
    });
    await people.getByRole("button", { name: /^All \d+ people$/ }).click();
    await skeleton.evaluate((above) => above.remove());
    const fewer = people.getByRole("button", { name: "Show fewer" });
    await fewer.scrollIntoViewIfNeeded();
    await people.getByText("u25", { exact: true }).waitFor();
    await fewer.click();
    await expect.poll(() => rows.count(), patience).toBe(10);
  });

  test(
    "moves a step of a funnel with the keys, and saves it under a name",
    { tags: ["extended"] },
    async () => {
      const page = await open("/funnels/checkout");
      await page.getByRole("button", { name: "Edit steps" }).click();
      const builder = page.getByRole("region", { name: "Edit steps" });
      await builder.getByRole("button", { name: /^payment, step 2 of 3/ }).press("ArrowLeft");
      const stepsOf = (): string[] => new URL(page.url()).searchParams.getAll("steps");
      await expect.poll(stepsOf).toEqual(["payment", "cart", "done"]);
      await builder
        .getByRole("button", { name: /^payment, step 1 of 3/ })
        .dragTo(builder.getByRole("button", { name: /^done, step 3 of 3/ }));
      await expect.poll(stepsOf).toEqual(["cart", "done", "payment"]);
      await builder.getByRole("textbox", { name: "Name of the funnel" }).fill("Paid last");
      await expect
        .poll(() => builder.getByRole("button", { name: "Save funnel" }).isEnabled(), patience)
        .toBe(true);
    },
  );

  test("builds a funnel by clicking steps, and the address holds it", { tags: ["extended"] }, async () => {
    const page = await open("/funnels/checkout");
    const params = (): string[] => [...new URL(page.url()).searchParams].map((pair) => pair.join("="));
    await page.getByRole("button", { name: "Edit steps" }).click();
    const builder = page.getByRole("region", { name: "Edit steps" });
    const asked = page.waitForRequest(
      (request) =>
        new URL(request.url()).pathname === "/api/funnels/checkout" && request.url().includes("steps=help"),
    );
    await builder.getByRole("button", { name: "help 212" }).press("Enter");
    expect(new URL((await asked).url()).searchParams.getAll("steps")).toEqual([
      "cart",
      "payment",
      "done",
      "help",
    ]);
    await expect.poll(params).toEqual(["steps=cart", "steps=payment", "steps=done", "steps=help"]);
    await builder.getByRole("button", { name: "Declared steps" }).click();
    await expect.poll(params).toEqual([]);
    await page.getByRole("combobox", { name: "Exclude a step" }).selectOption("search");
    await page.getByRole("combobox", { name: "Order" }).selectOption("strict");
    await expect.poll(() => params().toSorted()).toEqual(["exclude=search", "order=strict"]);
    await page.reload();
    await page.getByRole("button", { name: "Allow search again" }).waitFor();
    expect(await page.getByRole("combobox", { name: "Order" }).inputValue()).toBe("strict");
  });

  test("a funnel shows its conversion by an attribute and over time", { tags: ["extended"] }, async () => {
    const page = await open("/funnels/checkout");
    const breakdown = page.getByRole("region", { name: "Breakdown" });
    await breakdown.getByRole("row", { name: /nordpay 400 60 15\.0 % ▼ 46\.0 pts/ }).waitFor();
    await breakdown.getByRole("combobox", { name: "Attribute" }).selectOption("customer.tier");
    await expect.poll(() => new URL(page.url()).searchParams.get("by")).toBe("customer.tier");
    await page.getByRole("figure", { name: "Conversion by the time of entering" }).waitFor();
    const bars = page.getByRole("list", { name: "People by their time to convert" });
    await bars.getByText("40.0 s to 50.0 s: 92").waitFor();
  });
});
