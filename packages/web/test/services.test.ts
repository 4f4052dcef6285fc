// The services in a real browser over the preview's story: from the overview to a service and its failing version, and the map.
import type {
  AlertsResult,
  CompletenessResult,
  ServiceDetail,
  ServiceGraph,
  ServicesResult,
  Stats,
} from "contract";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("services", (pages) => {
  const table = (name: string) => pages.page.getByRole("table", { name, exact: true });
  const node = (name: string) => pages.page.locator(`[data-node="${name}"]`);

  test(
    "the overview leads to the service of the deploy, and that to the traces of the failing version",
    { tags: ["extended"] },
    async () => {
      await pages.open("/");
      await pages.page.getByRole("link", { name: "payment 2.41.0" }).first().click();
      await pages.page.getByRole("heading", { name: "payment", level: 1 }).waitFor();
      const version = table("Versions").getByRole("row", { name: /2\.41\.0.*regression/ });
      await version.getByRole("link").first().click();
      await pages.page.getByRole("heading", { name: "Traces" }).waitFor();
      expect(pages.search().get("service")).toBe("payment");
      expect(pages.search().getAll("filter")).toContain("service.version=2.41.0");
    },
  );

  test("a row of the overview's services leads to its page", { tags: ["extended"] }, async () => {
    await pages.open("/");
    // a funnel above them has the same name
    await table("Services").getByRole("link", { name: "checkout", exact: true }).click();
    await pages.page.getByRole("heading", { name: "checkout", level: 1 }).waitFor();
    expect(new URL(pages.page.url()).pathname).toBe("/services/checkout");
  });

  test(
    "the list is worst first, is sorted by its headings, and searched; the address has both",
    { tags: ["extended"] },
    async () => {
      await pages.open("/services");
      const first = () => table("Services").locator("tbody tr").first();
      await first().getByText("payment").waitFor();
      await table("Services").getByRole("button", { name: "Rate" }).click();
      await first().getByText("storefront").waitFor();
      expect(pages.search().get("sort")).toBe("rate");
      await pages.page.getByLabel("Part of the name").fill("ship");
      await expect.poll(() => table("Services").locator("tbody tr").count(), patience).toBe(1);
      await expect.poll(() => pages.search().get("search"), patience).toBe("ship");
      await pages.page.keyboard.press("Escape");
    },
  );

  /** The service has the same share of errors in the range and before it, and another one on earlier days. */
  async function failFor(days: number): Promise<void> {
    await pages.page.route(
      ({ pathname }) => pathname.startsWith("/api/services"),
      async (route) => {
        const response = await route.fetch();
        const result = (await response.json()) as Partial<
          Pick<ServicesResult, "services"> & Pick<ServiceGraph, "nodes">
        >;
        const to = new URL(route.request().url()).searchParams.get("to") ?? "now";
        const isEarlier = to !== "now" && Date.now() - Date.parse(to) > 12 * 3_600_000;
        const figures = { entries: 5_000, errors: 600, errorRate: isEarlier ? days : 0.12, p95Ms: 100 };
        const flat = { ...figures, previous: figures, errorRates: [], p95sMs: [] };
        const json = {
          ...result,
          services: result.services?.map((one) => (one.name === "cart" ? { ...one, ...flat } : one)),
          nodes: result.nodes?.map((one) => (one.name === "cart" ? { ...one, ...figures } : one)),
        };
        await route.fulfill({ response, json });
      },
    );
  }

  test(
    "an outage older than the range is bad in the list, on the page and on the map: earlier days say what is usual",
    { tags: ["extended"] },
    async () => {
      await failFor(0.003);
      await pages.open("/services");
      const row = table("Services").getByRole("row", { name: /cart/ });
      await row.getByText("12.0 % fail, usually 0.30 %").waitFor();
      expect(await table("Services").locator('svg [fill="var(--ok-mark)"]').count()).toBe(0);
      expect(await pages.violations(table("Services"))).toEqual([]);
      await pages.open("/services?view=map");
      await pages.page.getByRole("button", { name: /^cart, .*: 12\.0 % fail, usually 0\.30 %/ }).waitFor();
      await pages.open("/services/cart");
      await pages.page.locator("main").getByText("12.0 % fail, usually 0.30 %").waitFor();
      await pages.open("/");
      await table("Services").getByText("12.0 % fail, usually 0.30 %").waitFor();
    },
  );

  test(
    "a service whose errors rose within the range is bad in the list, on the page and on the map",
    { tags: ["extended"] },
    async () => {
      await pages.open("/services");
      const row = table("Services").getByRole("row", { name: /payment/ });
      const word = (await row
        .getByText(/^(more errors|slower|.* fail.*)$/)
        .first()
        .textContent())!;
      await pages.open("/services/payment");
      await pages.page.locator("main p").getByText(word, { exact: true }).waitFor();
      await pages.open("/services?view=map");
      await expect.poll(() => node("payment").getAttribute("aria-label"), patience).toContain(word);
    },
  );

  test(
    "a service with an open alert has it as its verdict, late data is unknown before that",
    { tags: ["extended"] },
    async () => {
      await failFor(0.12);
      await pages.page.route("**/api/alerts?**", async (route) => {
        const response = await route.fetch();
        const { items, ...rest } = (await response.json()) as AlertsResult;
        const own = { ...items[0]!, condition: { on: { service: "cart", measure: "errors" } }, group: {} };
        await route.fulfill({ response, json: { ...rest, items: [own] } });
      });
      await pages.open("/services");
      const row = table("Services").getByRole("row", { name: /cart/ });
      await row.getByText("alert open").waitFor();
      const at = new Date(Date.now() - 5 * 60_000).toISOString();
      await pages.page.route("**/api/completeness?**", async (route) => {
        const response = await route.fetch();
        const item = {
          service: "cart",
          signal: "spans",
          state: "late",
          completeUpTo: at,
          behindMs: 300_000,
          lastReceivedAt: at,
          source: "sender",
        };
        const counts = { current: 1, late: 1, silent: 0 };
        const result = (await response.json()) as CompletenessResult;
        await route.fulfill({ response, json: { ...result, counts, items: [item] } });
      });
      await pages.open("/services");
      // until the complete part has come it is unknown since then
      await row
        .getByText(/^up to /)
        .first()
        .waitFor();
      expect(await row.getByText("alert open").count()).toBe(0);
    },
  );

  test(
    "a list with `_OTHER` says how many names are over the budget, and what to do",
    { tags: ["extended"] },
    async () => {
      const reason = "About 1204 services over the budget of 2000 are counted as `_OTHER` today.";
      await pages.page.route("**/api/stats", async (route) => {
        const response = await route.fetch();
        const folded = { tenant: "", kind: "services", budget: 2_000, names: 1_204, items: 9, reason };
        await route.fulfill({ response, json: { ...((await response.json()) as Stats), folded: [folded] } });
      });
      await pages.page.route(/\/api\/services\?/, async (route) => {
        const response = await route.fetch();
        const { services, ...rest } = (await response.json()) as ServicesResult;
        const other = { ...services[0]!, name: "_OTHER" };
        await route.fulfill({ response, json: { ...rest, services: [...services, other] } });
      });
      await pages.open("/services");
      await pages.page.getByText("About 1204 services over the budget of 2000").waitFor();
      await table("Services").getByText("_OTHER").waitFor();
      expect(await pages.violations()).toEqual([]);
      await pages.page.route(/\/api\/services\/pod-4999/, async (route) => {
        const response = await route.fetch({ url: route.request().url().replace("pod-4999", "payment") });
        const detail = (await response.json()) as ServiceDetail;
        await route.fulfill({ response, json: { ...detail, operations: [], previous: null } });
      });
      await pages.open("/services/pod-4999");
      await pages.page.getByText("It may be over the budget of services").waitFor();
    },
  );

  test("j and ↵ open a service", { tags: ["extended"] }, async () => {
    await pages.open("/services?sort=name");
    await table("Services").waitFor();
    await pages.page.keyboard.press("j");
    await pages.page.keyboard.press("j");
    await pages.page.keyboard.press("Enter");
    await pages.page.getByRole("heading", { name: "cart", level: 1 }).waitFor();
    expect(new URL(pages.page.url()).pathname).toBe("/services/cart");
  });

  test(
    "a service has its charts with the deploy, its operations, and what it calls",
    { tags: ["extended"] },
    async () => {
      await pages.open("/services/payment");
      await pages.page.getByRole("figure", { name: /Error share of payment/ }).waitFor();
      const before = pages.page.locator("main dl").first().getByTitle(/^was /);
      // what was before is written as what is now, once it is known whether the range is complete
      await expect
        .poll(() => before.evaluateAll((all) => all.map((one) => one.getAttribute("title")!)), patience)
        .toEqual([
          expect.stringMatching(/^was [\d.,]+ \/s$/),
          expect.stringMatching(/^was [\d.]+ %$/),
          ...["p50", "p95", "p99"].map(() => expect.stringMatching(/^was ≈[\d.]+ (ms|s)$/)),
        ]);
      await pages.page
        .getByRole("link", { name: /Deploy .* payment 2\.41\.0, was 2\.40\.3/ })
        .first()
        .waitFor();
      await table("Operations").getByRole("link", { name: "POST /charge", exact: true }).waitFor();
      await table("Called by").getByRole("link", { name: "checkout" }).waitFor();
      await table("Calls").getByRole("link", { name: "nordpay" }).click();
      await pages.page.getByRole("heading", { name: "Traces" }).waitFor();
      expect(pages.search().getAll("filter")).toEqual(["server.address=nordpay", "status=error"]);
    },
  );

  test(
    "calls that fail for their caller alone have its errors among the dependencies, as on the map",
    { tags: ["extended"] },
    async () => {
      await pages.page.route("**/api/services/graph?**", async (route) => {
        const response = await route.fetch();
        const graph = (await response.json()) as ServiceGraph;
        const served = { errors: 0, errorRate: 0 };
        const edges = graph.edges.map((edge) =>
          edge.caller === "checkout" && edge.callee === "payment"
            ? {
                ...edge,
                ...served,
                asCalled: { calls: 1000, estimatedCalls: 1000, errors: 123, errorRate: 0.123 },
                previous: edge.previous && { ...edge.previous, ...served },
              }
            : edge,
        );
        await route.fulfill({ response, json: { ...graph, edges } });
      });
      await pages.open("/services/payment");
      const row = table("Called by").getByRole("row", { name: /checkout/ });
      const share = row.getByTitle("123 of 1000 stored calls of the caller");
      await share.waitFor();
      // the period before is known as the called service saw it
      expect((await share.textContent())!.trim()).toBe("12.3 %");
      await pages.open("/services?view=map");
      await table("Calls")
        .getByRole("row", { name: /checkout.*payment/ })
        .getByText("12.3 %")
        .waitFor();
    },
  );

  test(
    "the rate of a service of which a part is stored, and its change, are estimated",
    { tags: ["extended"] },
    async () => {
      await pages.page.route("**/api/services/payment?**", async (route) => {
        const detail = (await (await route.fetch()).json()) as ServiceDetail;
        // Sampling went from all to a tenth: ten times fewer are stored.
        const current = { ...detail.current, ratePerSecond: 200, estimatedRatePerSecond: 2000 };
        const previous = { ...current, ratePerSecond: 2000 };
        const operations = detail.operations.map((one) => ({ ...one, estimatedSpans: 3600 * 2000 }));
        await route.fulfill({ json: { ...detail, current, previous, operations } });
      });
      await pages.open("/services/payment");
      // Its name is without the button beside it.
      await pages.page
        .getByRole("heading", { name: "Rate per second, estimated before sampling", exact: true })
        .waitFor();
      const rate = pages.page.getByTitle(/^[\d,]+ stored requests$/).first();
      await expect.poll(() => rate.textContent(), patience).toContain("≈2,000 /s");
      // once it is known up to when data are complete
      await expect.poll(() => rate.textContent(), patience).toMatch(/±0.%/);
      const heading = (name: string) => pages.page.getByRole("heading", { name, exact: true });
      await heading("Error share estimated before sampling").waitFor();
      await heading("Duration estimated before sampling").waitFor();
      const operation = table("Operations")
        .getByRole("row", { name: /POST \/charge/ })
        .first();
      await expect.poll(() => operation.textContent(), patience).toContain("≈2,000 /s");
    },
  );

  test(
    "the map has databases, queues and third parties, and lists services without calls",
    { tags: ["extended"] },
    async () => {
      await pages.open("/services");
      await pages.page.getByRole("radio", { name: "Map" }).check();
      await node("database/postgresql/orders").waitFor();
      expect(pages.search().get("view")).toBe("map");
      await node("queue/kafka/mail").waitFor();
      await node("external//nordpay").waitFor();
      await pages.page
        .getByRole("region", { name: "Without calls" })
        .getByRole("link", { name: "nightly-report" })
        .waitFor();
      await table("Calls")
        .getByRole("row", { name: /payment.*nordpay/ })
        .waitFor();
    },
  );

  test("a node shows its figures and calls; its neighbourhood is a link; back returns", async () => {
    await pages.open("/services?view=map");
    await node("payment").click();
    await expect.poll(() => table("Calls").locator("tbody tr").count(), patience).toBe(3);
    expect(pages.search().get("node")).toBe("payment");
    await pages.page.getByRole("link", { name: "Neighbourhood" }).click();
    await node("cart").waitFor({ state: "detached" });
    await expect.poll(() => pages.page.locator("[data-node]").count(), patience).toBe(4);
    expect(pages.search().get("hops")).toBe("1");
    await pages.page.goBack();
    await node("cart").waitFor();
  });

  test("arrow keys walk the map, and esc ends the selection", { tags: ["extended"] }, async () => {
    await pages.open("/services?view=map&focus=checkout&hops=1");
    await node("api-gateway").focus();
    await pages.page.keyboard.press("ArrowRight");
    await expect.poll(() => pages.search().get("node"), patience).toBe("checkout");
    await pages.page.keyboard.press("Escape");
    await expect.poll(() => pages.search().get("node"), patience).toBeNull();
  });

  test("hovering a call shows its rate, errors, durations and business", { tags: ["extended"] }, async () => {
    await pages.open("/services?view=map");
    const call = table("Calls").getByRole("row", { name: /payment.*nordpay/ });
    await call.waitFor();
    // what loads above the row moves it away from the pointer
    await pages.waitUntilLoaded();
    await call.hover();
    const tip = pages.page.getByRole("status").filter({ hasText: "payment → nordpay" });
    await tip.getByText("27.1 %").waitFor();
    await tip.getByText("50.0 % of transactions").waitFor();
    expect(await tip.getByText("80 ms").count()).toBe(1);
  });

  test(
    "sixty services more stay readable: no label overlaps another, and none is smaller than 10 px",
    { tags: ["extended"] },
    async () => {
      await pages.open("/services?view=map&env=large");
      await node("service-59").waitFor();
      const boxes = await pages.page.locator("[data-node]").evaluateAll((all) =>
        all.map((one) => {
          const { left, top, right, bottom } = one.getBoundingClientRect();
          const name = one.querySelector("span > span") as HTMLElement;
          const scale = one.getBoundingClientRect().width / (one as HTMLElement).offsetWidth;
          return {
            left,
            top,
            right,
            bottom,
            size: Number.parseFloat(getComputedStyle(name).fontSize) * scale,
          };
        }),
      );
      expect(boxes.length).toBeGreaterThan(60);
      for (const [at, a] of boxes.entries()) {
        expect(a.size).toBeGreaterThan(10);
        for (const b of boxes.slice(at + 1))
          expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
      }
    },
  );

  test("without spans both views show how to send the first", { tags: ["extended"] }, async () => {
    await pages.open("/services", "empty");
    await pages.page.getByText('start({ service: "shop", version: "1.0.0" })').waitFor();
    await pages.open("/services?view=map", "empty");
    await pages.page.getByText('start({ service: "shop", version: "1.0.0" })').waitFor();
    await pages.open("/services/cart", "empty");
    await pages.page.getByText("No spans of cart in this range").waitFor();
    expect(await pages.page.getByRole("table").count()).toBe(0);
  });

  test("says what failed, and offers to try again", { tags: ["extended"] }, async () => {
    await pages.open("/services", "broken");
    await pages.page.getByText("The store did not answer in 30 s.").first().waitFor(patience);
    expect(await pages.page.getByRole("button", { name: /again/i }).count()).toBeGreaterThan(0);
  });
});
