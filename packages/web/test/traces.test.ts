// The traces in a browser: from the heatmap to the traces of a region, and what the address keeps of it.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("traces", (pages) => {
  const heatmap = () => pages.page.getByRole("application", { name: /spans by time and duration/ });
  const rows = () => pages.page.getByRole("table", { name: "Traces" }).locator("tbody tr");
  const region = () => pages.page.getByRole("group", { name: "Selected region" });

  /** Drags over shares of the picture's width and height, from the upper left corner. Waits until the picture has its place. */
  const drag = async (from: readonly [number, number], to: readonly [number, number]): Promise<void> => {
    await pages.waitUntilLoaded();
    await hover(from);
    await pages.page.mouse.down();
    await hover(to);
    await pages.page.mouse.up();
    await region().waitFor();
  };
  const hover = async ([x, y]: readonly [number, number]): Promise<void> => {
    const { width, height } = (await heatmap().boundingBox())!;
    await heatmap().hover({ position: { x: x * width, y: Math.max(1, y * height) } });
  };

  test("a region of the heatmap filters the list, is kept in the address, and back removes it", async () => {
    await pages.open("/traces");
    await rows().nth(20).waitFor();
    await drag([0.45, 0], [0.99, 0.3]);
    await region()
      .getByText(/\d+ in error/)
      .waitFor();
    // One trace of 13 is slow.
    await expect.poll(() => rows().count(), patience).toBeLessThan(9);
    const slow = await rows().count();
    expect(
      await rows()
        .getByText(/^\d\.\d\d s$/)
        .count(),
    ).toBe(slow);
    expect(pages.search().get("region")).toMatch(/^\d{4}-.*Z~\d{4}-.*Z~[\d.]+~[\d.]+$/);
    await pages.page.reload();
    await region().waitFor();
    await expect.poll(() => rows().count(), patience).toBe(slow);
    await pages.page.goBack();
    await rows().nth(20).waitFor();
    expect(await region().count()).toBe(0);
  });

  test(
    "a drag ends where the pointer is released, also before its last move is drawn",
    { tags: ["extended"] },
    async () => {
      await pages.open("/traces");
      await pages.waitUntilLoaded();
      await heatmap().waitFor();
      const box = (await heatmap().boundingBox())!;
      const [top, left] = [box.y + 2, box.x + box.width / 2];
      await pages.page.mouse.move(left, top);
      await pages.page.mouse.down();
      // In one task, so that nothing is drawn in between.
      await heatmap().evaluate(
        (plot, to) => {
          const place = { bubbles: true, pointerId: 1, button: 0, ...to };
          plot.dispatchEvent(new PointerEvent("pointermove", place));
          plot.dispatchEvent(new PointerEvent("pointerup", place));
        },
        { clientX: left + box.width / 4, clientY: top + 60 },
      );
      await region().waitFor();
      const [from, to] = pages.search().get("region")!.split("~").map(Date.parse);
      const range = 3_600_000;
      expect((to! - from!) / range).toBeGreaterThan(0.2);
      await pages.page.mouse.up();
    },
  );

  test("while errors are being counted, no span is shown in error", { tags: ["extended"] }, async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await pages.page.route(/\/api\/heatmap\?/, async (route) => {
      if (new URL(route.request().url()).searchParams.getAll("filter").includes("status=error")) await held;
      await route.continue();
    });
    await pages.open("/traces");
    await heatmap().waitFor();
    await pages.page.getByText("counting errors…").waitFor();
    const context = pages.page.getByText(/entry spans in this range/);
    expect(await context.textContent()).not.toContain("in error");
    await pages.page.getByRole("button", { name: "Show table" }).click();
    const cells = pages.page.getByRole("table", { name: "Spans by duration and time" }).getByRole("button");
    await cells.first().waitFor();
    expect(await cells.filter({ hasText: "in error" }).count()).toBe(0);
    release();
    await expect
      .poll(() => context.textContent(), patience)
      .toMatch(/stored entry spans in this range · [\d,]+ in error$/);
    expect(await cells.filter({ hasText: "in error" }).count()).toBeGreaterThan(0);
    await pages.page.unroute(/\/api\/heatmap\?/);
  });

  test("zooming in turns the region into the time range and filters", { tags: ["extended"] }, async () => {
    await pages.open("/traces");
    await heatmap().waitFor();
    await drag([0.5, 0], [0.9, 0.3]);
    await region().getByRole("button", { name: "Zoom in" }).click();
    await expect.poll(() => pages.search().get("to"), patience).toMatch(/Z$/);
    expect(pages.search().get("region")).toBeNull();
    expect(pages.search().getAll("filter")).toEqual([
      expect.stringMatching(/^duration>=[\d.]+ms$/),
      expect.stringMatching(/^duration<[\d.]+ms$/),
    ]);
  });

  test("arrow keys select a region, and escape clears it", { tags: ["extended"] }, async () => {
    await pages.open("/traces");
    await pages.waitUntilLoaded();
    await heatmap().focus();
    for (const key of ["ArrowUp", "ArrowUp", "Shift+ArrowLeft", "Shift+ArrowUp"])
      await pages.page.keyboard.press(key);
    await pages.page.getByRole("tooltip").getByText("spans").waitFor();
    await pages.page.keyboard.press("Enter");
    await region().waitFor();
    await pages.page.keyboard.press("Escape");
    await region().waitFor({ state: "detached" });
    expect(pages.search().get("region")).toBeNull();
  });

  test("the counts are also a table, whose cells select a region", { tags: ["extended"] }, async () => {
    await pages.open("/traces");
    await pages.page.getByRole("button", { name: "Show table" }).click();
    const table = pages.page.getByRole("table", { name: "Spans by duration and time" });
    await table
      .getByRole("button", { name: /in error/ })
      .first()
      .click();
    await region().getByText(/spans/).waitFor();
    expect(await pages.violations(table.or(region()))).toEqual([]);
  });

  test("the pointer shows exact counts and both times", { tags: ["extended"] }, async () => {
    await pages.open("/traces");
    await pages.waitUntilLoaded();
    const tips = pages.page.getByRole("tooltip");
    // a picture that is drawn anew meanwhile has lost the pointer
    const tipTexts = async (): Promise<string> => {
      await heatmap().hover({ position: { x: 700, y: 150 } });
      return (await tips.allTextContents()).join("");
    };
    await expect.poll(tipTexts, patience).toMatch(/UTC.* ms – .* ms\d+ stored spans/);
  });

  test("filters of old links move into the filter bar", { tags: ["extended"] }, async () => {
    await pages.open("/traces?status=error&name=GET+%2Fcart&min=250&order=slowest");
    await expect
      .poll(() => pages.search().getAll("filter"), patience)
      .toEqual(["name=GET /cart", "status=error", "duration>=250ms"]);
    expect(["status", "name", "min", "order"].map((key) => pages.search().get(key))).toEqual([
      null,
      null,
      null,
      "slowest",
    ]);
  });

  test(
    "the list is sorted by its columns, with the keyboard too, and says by which",
    { tags: ["extended"] },
    async () => {
      await pages.open("/traces");
      const header = (name: string) => pages.page.getByRole("columnheader", { name });
      const figuresOf = async (column: number): Promise<readonly number[]> =>
        (await rows().locator(`td:nth-child(${column})`).allTextContents()).map((text) => Number(text) || 0);
      await header("Duration").getByRole("button").click();
      await expect.poll(() => pages.search().get("order"), patience).toBe("slowest");
      await rows()
        .first()
        .getByText(/4\.\d\d s/)
        .waitFor();
      for (const [name, order, column] of [
        ["Spans", "spans", 5],
        ["Errors", "errors", 6],
      ] as const) {
        await header(name).getByRole("button").focus();
        await pages.page.keyboard.press("Enter");
        await expect.poll(() => pages.search().get("order"), patience).toBe(order);
        // the page follows its address
        await expect.poll(() => header(name).getAttribute("aria-sort"), patience).toBe("descending");
        expect(await pages.page.locator("th[aria-sort]").count()).toBe(1);
        await pages.waitUntilLoaded();
        await expect
          .poll(async () =>
            (await figuresOf(column)).every((one, at, all) => at === 0 || all[at - 1]! >= one),
          )
          .toBe(true);
      }
      await header("Started").getByRole("button").click();
      await expect.poll(() => pages.search().get("order"), patience).toBeNull();
    },
  );

  test(
    "on a phone, the list is sorted by a choice above it, and shows the figure",
    { tags: ["extended"] },
    async () => {
      await pages.page.setViewportSize({ width: 390, height: 844 });
      await pages.open("/traces");
      await pages.page.getByRole("combobox", { name: "Sort by: Newest" }).click();
      await pages.page.getByRole("option", { name: "Most errors" }).click();
      await expect.poll(() => pages.search().get("order"), patience).toBe("errors");
      await rows().first().locator("td:nth-child(6)").getByText("2", { exact: true }).waitFor();
    },
  );

  test(
    "a trace whose root has not ended is marked, and gets its name when the root arrives",
    { tags: ["extended"] },
    async () => {
      await pages.open("/traces");
      await rows().filter({ hasText: "root span missing" }).waitFor();
      // Asked for again, it has arrived.
      await rows().nth(1).getByText("GET /product/:id").waitFor();
      await expect.poll(() => rows().getByText("still arriving").count(), patience).toBe(0);
    },
  );

  test(
    "attributes become columns, which the address and the browser remember",
    { tags: ["extended"] },
    async () => {
      await pages.open("/traces");
      await pages.page.getByRole("button", { name: "Columns" }).click();
      await pages.page.getByRole("checkbox", { name: "Services", exact: true }).uncheck();
      await pages.page.getByRole("combobox", { name: /Add attribute/ }).click();
      await pages.page.getByRole("option", { name: "user.tier" }).click();
      await rows().first().getByText("gold").waitFor();
      const chosen = ["service", "user.tier", "duration", "spans", "errors", "started"];
      expect(pages.search().getAll("col")).toEqual(chosen);
      expect(await pages.violations()).toEqual([]);
      await pages.open("/traces");
      await expect.poll(() => pages.search().getAll("col"), patience).toEqual(chosen);
      await pages.page.getByRole("button", { name: "Columns" }).click();
      await pages.page.getByRole("button", { name: "Reset" }).click();
      await expect.poll(() => pages.search().getAll("col"), patience).toEqual([]);
      await pages.page.getByRole("columnheader", { name: "Services" }).waitFor();
    },
  );

  test("without entry spans, the heatmap offers to count all spans", { tags: ["extended"] }, async () => {
    await pages.open("/traces", "empty");
    await pages.page.getByText("no entry spans in this range", { exact: true }).waitFor();
    await pages.page.getByRole("button", { name: "Show all spans" }).click();
    await expect.poll(() => pages.search().get("spans"), patience).toBe("all");
    await pages.page.getByText("No spans in this range", { exact: true }).waitFor();
  });

  test("a column of any name is empty for traces without the attribute", { tags: ["extended"] }, async () => {
    await pages.open("/traces?col=constructor&col=__proto__&col=a%0Ab&col=duration");
    await rows().first().waitFor();
    expect(await pages.page.getByRole("columnheader").allTextContents()).toEqual([
      "Trace",
      "constructor",
      "__proto__",
      "a\nb",
      "Duration",
    ]);
    expect(await rows().first().getByRole("cell", { name: "–", exact: true }).count()).toBe(3);
  });

  test(
    "groups by an attribute are sorted by their columns, and lead to their traces",
    { tags: ["extended"] },
    async () => {
      await pages.open("/traces?view=groups");
      await pages.page.getByRole("combobox", { name: /Group by/ }).click();
      await pages.page.getByRole("option", { name: "user.tier" }).click();
      const table = pages.page.getByRole("table", { name: "Groups by user.tier" });
      const groups = table.locator("tbody tr");
      await expect.poll(() => groups.first().textContent(), patience).toContain("silver");
      await pages.page.getByRole("columnheader", { name: "p95" }).getByRole("button").click();
      await expect.poll(() => groups.first().textContent(), patience).toMatch(/gold.*0\.97 %.*≈2\.4 s/);
      expect(pages.search().get("sort")).toBe("p95");
      expect(await pages.violations(table)).toEqual([]);
      await groups.first().getByRole("link").click();
      await expect.poll(() => pages.search().getAll("filter"), patience).toEqual(["user.tier=gold"]);
      await rows().first().waitFor();
    },
  );

  test("groups of a long range begin with its newest part", { tags: ["extended"] }, async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await pages.page.route(/\/api\/traces\/groups\?/, async (route) => {
      if (new URL(route.request().url()).searchParams.get("from") === "-24h") await held;
      await route.continue();
    });
    await pages.open("/traces?view=groups&by=user.tier&from=-24h");
    const note = pages.page.getByText("The whole range is still being counted.");
    await note.waitFor();
    const groups = pages.page.getByRole("table", { name: "Groups by user.tier" }).locator("tbody tr");
    await expect.poll(() => groups.first().textContent(), patience).toContain("silver");
    release();
    await expect.poll(() => note.count(), patience).toBe(0);
    await expect.poll(() => groups.first().textContent(), patience).toContain("silver");
    await pages.page.unroute(/\/api\/traces\/groups\?/);
  });

  test("a region leads to what differs in it", { tags: ["extended"] }, async () => {
    await pages.open("/traces");
    await heatmap().waitFor();
    await drag([0.5, 0], [0.9, 0.3]);
    const asked = pages.page.waitForRequest(/\/api\/differs\?/);
    await region().getByRole("button", { name: "What differs" }).click();
    const { searchParams } = new URL((await asked).url());
    expect(Number(searchParams.get("minDurationMs"))).toBeGreaterThan(200);
    expect(searchParams.get("selectFrom")).toMatch(/Z$/);
    expect(searchParams.get("filter")).toBe("entry=true");
    expect(pages.search().get("view")).toBe("differs");
    await pages.page.getByRole("region", { name: "What differs" }).waitFor();
  });

  test(
    "what differs shows first findings, labelled as partial, while more is compared",
    { tags: ["extended"] },
    async () => {
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      await pages.page.route(/\/api\/differs\?/, async (route) => {
        if (!route.request().url().includes("sample=few")) await released;
        await route.continue();
      });
      await pages.open("/traces");
      await heatmap().waitFor();
      await drag([0.5, 0], [0.9, 0.3]);
      await region().getByRole("button", { name: "What differs" }).click();
      const section = pages.page.getByRole("region", { name: "What differs" });
      await section.getByText("First findings in 24 slices of 1 s").waitFor();
      await section.getByText("partial", { exact: true }).waitFor();
      await section.getByRole("table", { name: "Findings" }).getByText("nordpay").first().waitFor();
      release();
      await section.getByText("Compared 48 slices of 4 s").waitFor();
      expect(await section.getByText("partial", { exact: true }).count()).toBe(0);
      expect(await pages.violations(section)).toEqual([]);
      await pages.page.unroute(/\/api\/differs\?/);
    },
  );

  test("j and k move through the rows, and enter opens a trace", { tags: ["extended"] }, async () => {
    await pages.open("/traces");
    await rows().first().waitFor();
    for (const key of ["j", "j", "k"]) await pages.page.keyboard.press(key);
    await expect.poll(() => rows().first().locator("a:focus").count(), patience).toBe(1);
    await pages.page.keyboard.press("Enter");
    await pages.page.waitForURL(/\/traces\/[0-9a-f]{32}/);
  });

  test("the empty list names the filters that exclude everything", { tags: ["extended"] }, async () => {
    await pages.open("/traces?filter=duration>=1ns&filter=duration<2ns");
    const list = pages.page.getByRole("list", { name: "Filters" });
    await list.getByText("excludes everything").first().waitFor();
    await list.getByRole("button", { name: "Remove filter" }).first().click();
    await expect.poll(() => pages.search().getAll("filter").length, patience).toBe(1);
    await rows().first().waitFor();
  });

  test.each(["empty", "broken"] as const)(
    "has no violations of WCAG A and AA: %s",
    { tags: ["extended"] },
    async (mood) => {
      await pages.open("/traces", mood);
      expect(await pages.violations()).toEqual([]);
    },
  );
});
