// Late, silent and complete data in a real browser: what has not arrived is neither a fall nor a zero.
import type {
  Dashboard,
  FunnelResult,
  FunnelsResult,
  SignalCompleteness,
  TransactionEvidenceResult,
  TransactionFigures,
  TransactionsResult,
  WorkflowsResult,
} from "contract";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";
import { answerOf } from "./fixtures/completeness.ts";

type Of = Pick<SignalCompleteness, "service" | "signal" | "state"> & { readonly minutes?: number };

const minuteMs = 60_000;

describePages("late data", (pages) => {
  const region = (name: string | RegExp) => pages.page.getByRole("region", { name });
  const hatched = () => pages.page.getByRole("img", { name: /^Not complete yet/ });

  /** The console says so of these signals: data is complete up to the returned time, or nothing was received since. */
  async function giveCompleteness(minutes: number, ...signals: readonly Of[]): Promise<string> {
    const minute = Math.floor(Date.now() / minuteMs) * minuteMs;
    const timeOf = (behind: number): string => new Date(minute - behind * minuteMs).toISOString();
    const items: readonly SignalCompleteness[] = signals.map(({ minutes: own = minutes, ...of }) => ({
      ...of,
      completeUpTo: timeOf(own),
      behindMs: of.state === "late" ? own * minuteMs : 0,
      lastReceivedAt: of.state === "silent" ? timeOf(own) : new Date().toISOString(),
      source: "sender",
    }));
    await pages.page.route("**/api/completeness*", async (route) =>
      route.fulfill({ json: answerOf(items, new URL(route.request().url()).searchParams) }),
    );
    return timeOf(minutes);
  }

  /** Up to now hardly anything has arrived; requests for the time before `upTo` get all of the story. */
  async function holdTransactions(upTo: string): Promise<void> {
    const none = (figures: TransactionFigures): TransactionFigures => ({
      ...figures,
      started: 0,
      completed: 0,
      failed: 0,
      abandoned: 0,
      open: 0,
      completionRate: null,
      amounts: [],
    });
    await pages.page.route(/\/api\/transactions\?/, async (route) => {
      const response = await route.fetch();
      const result = (await response.json()) as TransactionsResult;
      if (new URL(route.request().url()).searchParams.get("to") === upTo) return route.fulfill({ response });
      const types = result.types.map((type) =>
        type.services.includes("checkout") ? { ...type, current: none(type.current) } : type,
      );
      return route.fulfill({ json: { ...result, types } });
    });
  }

  const lateCheckout: Of = { service: "checkout", signal: "business", state: "late" };
  /** Words before a time of the page, which has its day around midnight. */
  const wordsAt = (words: string, time: string): RegExp => {
    const date = new Date(time);
    const clock = [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
    return new RegExp(`${words} (?:\\w+ \\d+ \\w+ (?:\\d{4} )?)?${clock}`);
  };
  const block = (type: string) =>
    region("Business transactions").getByRole("link", { name: new RegExp(`^${type}`) });

  test(
    "the overview says what is late, and shows and compares figures up to then",
    { tags: ["extended"] },
    async () => {
      const upTo = await giveCompleteness(5, lateCheckout);
      await holdTransactions(upTo);
      await pages.open("/");
      await region("Late data").getByText("Business events of checkout are 5 min behind").waitFor();
      await region("Late data").getByText(wordsAt("complete up to", upTo)).waitFor();
      await block("purchase").getByText(wordsAt("unknown since", upTo)).waitFor();
      // Of the complete time, not of the time up to now.
      await block("purchase")
        .getByText(/^8\d\.\d %$/)
        .waitFor();
      await block("purchase")
        .getByRole("img", { name: /^Not complete yet: business events of checkout/ })
        .waitFor();
      expect(
        await block("purchase")
          .getByText(/100 %|100 pts/)
          .count(),
      ).toBe(0);
      // The services of a registration are not late.
      expect(
        await block("registration")
          .getByText(/unknown/)
          .count(),
      ).toBe(0);
      expect(
        await block("registration")
          .getByRole("img", { name: /^Not complete/ })
          .count(),
      ).toBe(0);
      expect(await pages.violations(region("Late data").or(region("Business transactions")))).toEqual([]);
    },
  );

  test(
    "workflows have all that was received, and whether a backlog grows is unknown",
    { tags: ["extended"] },
    async () => {
      const upTo = await giveCompleteness(5, lateCheckout);
      await pages.page.route(/\/api\/workflows\?/, async (route) => {
        const result = (await (await route.fetch()).json()) as WorkflowsResult;
        const buckets = [
          { time: result.from, started: 900, ended: 880, stuck: 0 },
          { time: upTo, started: 150, ended: 0, stuck: 0 },
        ];
        const types = result.types.map((type) => (type.type === "order" ? { ...type, buckets } : type));
        return route.fulfill({ json: { ...result, types } });
      });
      await pages.open("/");
      const row = region("Workflows").getByRole("row", { name: /^order/ });
      await row.getByText(wordsAt("unknown since", upTo)).waitFor();
      await row.getByText(/1,050 → 880/).waitFor();
      expect(await row.getByText("backlog grows").count()).toBe(0);
    },
  );

  test("nothing is compared when no part of the range is complete", { tags: ["extended"] }, async () => {
    const upTo = await giveCompleteness(40, lateCheckout);
    await holdTransactions(upTo);
    await pages.open("/");
    await block("purchase").getByText(wordsAt("unknown since", upTo)).waitFor();
    expect(
      await block("purchase")
        .getByText(/pts|[−+▼▲]/)
        .count(),
    ).toBe(0);
    await block("purchase").getByText("of what was received").waitFor();
    await pages.open("/transactions/purchase");
    await pages.page.getByText("not complete", { exact: true }).waitFor();
    expect(
      await pages.page
        .locator("dl")
        .first()
        .getByText(/pts|[−+▼▲]/)
        .count(),
    ).toBe(0);
  });

  test("nothing is compared before it is known what is late", { tags: ["extended"] }, async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await pages.page.route("**/api/completeness*", async (route) => {
      await released;
      await route.fallback();
    });
    await holdTransactions("");
    await pages.open("/");
    await block("purchase").getByText("unknown", { exact: true }).waitFor();
    const changes = block("purchase").getByText(/100 %|100 pts/);
    expect(await changes.count()).toBe(0);
    release();
    // Nothing is late: purchases have stopped.
    await expect.poll(() => changes.count(), patience).toBeGreaterThan(0);
    expect(await block("purchase").getByText("unknown").count()).toBe(0);
  });

  test("a range without a transaction is unknown while they are late", { tags: ["extended"] }, async () => {
    await giveCompleteness(20, lateCheckout);
    await pages.page.route(/\/api\/transactions\?/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ json: { ...((await response.json()) as object), types: [] } });
    });
    await pages.open("/");
    await pages.page.getByText("Whether there were any is unknown").waitFor();
    await expect.poll(() => pages.page.getByText("No transactions in this range").count(), patience).toBe(0);
  });

  test("a range that ended before is complete", { tags: ["extended"] }, async () => {
    await giveCompleteness(5, lateCheckout);
    await pages.open("/?from=-3h&to=-1h");
    await block("purchase").waitFor();
    await pages.waitUntilLoaded();
    expect(await region("Late data").count()).toBe(0);
    expect(await hatched().count()).toBe(0);
  });

  test(
    "a transaction and its chart: figures up to the complete time, the rest hatched",
    { tags: ["extended"] },
    async () => {
      const upTo = await giveCompleteness(5, lateCheckout);
      const asked = pages.page.waitForRequest(
        (request) =>
          new URL(request.url()).pathname === "/api/transactions/purchase" &&
          new URL(request.url()).searchParams.get("to") === upTo,
      );
      await pages.open("/transactions/purchase?from=-1h");
      await asked;
      await pages.page.getByText(wordsAt("compared with .*complete up to", upTo)).waitFor();
      const chart = pages.page.getByRole("figure", { name: /^purchase: ended/ });
      await chart.getByRole("img", { name: /^Not complete yet: business events of checkout/ }).waitFor();
      // The ground of an anomaly, which this chart does not have, says what it is itself.
      await pages.open("/transactions/purchase?from=-1h&measure=volume");
      await chart.getByRole("img", { name: /^Not complete yet/ }).waitFor();
      // A chart that is drawn anew meanwhile has neither a place nor a tooltip.
      const tipsAt = (share: number) => async (): Promise<number> => {
        const box = await chart.locator(".u-over").boundingBox();
        if (box === null) return -1;
        await pages.page.mouse.move(box.x + box.width * share, box.y + 40);
        return chart.getByRole("tooltip").getByText("business events of checkout are 5 min behind").count();
      };
      await expect.poll(tipsAt(0.98), patience).toBeGreaterThan(0);
      await expect.poll(tipsAt(0.1), patience).toBe(0);
    },
  );

  test.each(["/transactions", "/funnels", "/funnels/checkout", "/services", "/services/payment"])(
    "%s says up to when it is complete, and asks for figures up to then",
    { tags: ["extended"] },
    async (address) => {
      const upTo = await giveCompleteness(5, lateCheckout, {
        service: "payment",
        signal: "spans",
        state: "late",
      });
      const { pathname } = new URL(address, "http://pages");
      const asked = pages.page.waitForRequest((request) => {
        const url = new URL(request.url());
        return url.pathname === `/api${pathname}` && url.searchParams.get("to") === upTo;
      });
      await pages.open(address);
      await asked;
      const words = pages.page.getByText(wordsAt("complete up to", upTo));
      await expect.poll(() => words.count(), patience).toBeGreaterThan(0);
    },
  );

  const lateNightly: Of = { service: "nightly", signal: "business", state: "late", minutes: 13 };
  const isBusiness = ({ pathname }: URL): boolean => /^\/api\/(transactions|funnels)\b/.test(pathname);

  test.each(["/transactions", "/transactions/purchase", "/funnels", "/funnels/checkout"])(
    "%s ends where the services of its records are complete, not where another one is",
    { tags: ["extended"] },
    async (address) => {
      const upTo = await giveCompleteness(5, lateCheckout, lateNightly);
      await pages.page.route(
        ({ pathname }) => pathname.startsWith("/api/funnels"),
        async (route) => {
          const result = (await (await route.fetch()).json()) as Partial<FunnelsResult & FunnelResult>;
          const services = ["storefront", "checkout"];
          const { funnel, funnels } = result;
          const listed = funnels?.map((one) => ({ ...one, services }));
          await route.fulfill({ json: { ...result, funnels: listed, funnel: { ...funnel, services } } });
        },
      );
      const ends = new Set<string | null>();
      pages.page.on("request", (request) => {
        const url = new URL(request.url());
        const to = url.searchParams.get("to");
        if (isBusiness(url) && Date.parse(to ?? "") > Date.now() - 60 * minuteMs) ends.add(to);
      });
      await pages.open(address);
      const words = pages.page.getByText(wordsAt("complete up to", upTo));
      await expect.poll(() => words.count(), patience).toBeGreaterThan(0);
      await pages.waitUntilLoaded();
      expect([...ends]).toEqual([upTo]);
    },
  );

  test.each(["/transactions/purchase", "/funnels/checkout", "/services/checkout", "/traces"])(
    "%s is complete while only logs are late",
    { tags: ["extended"] },
    async (address) => {
      await giveCompleteness(5, { service: "checkout", signal: "logs", state: "late" });
      await pages.open(address);
      await pages.waitUntilLoaded();
      expect(await hatched().count()).toBe(0);
      expect(await pages.page.getByText(/unknown since|complete up to/).count()).toBe(0);
    },
  );

  test.each<[what: string, late: Of, lines: number]>([
    ["is found while another service is late", lateNightly, 1],
    ["is not known while its own service is late", lateCheckout, 0],
  ])(
    "a stop of a type without a transaction in the range %s",
    { tags: ["extended"] },
    async (_, late, lines) => {
      await giveCompleteness(5, late);
      await pages.page.route(/\/api\/transactions\?/, async (route) => {
        const result = (await (await route.fetch()).json()) as TransactionsResult;
        const types = result.types.filter(({ type }) => type !== "purchase");
        await route.fulfill({ json: { ...result, types } });
      });
      await pages.page.route("**/api/transaction-evidence?**", async (route) => {
        const result = (await (await route.fetch()).json()) as TransactionEvidenceResult;
        const lastStarted = new Date(Date.parse(result.to) - 10 * minuteMs).toISOString();
        const types = result.types.map((one) => ({
          ...one,
          ...(one.type === "purchase" && { lastStarted }),
          days: one.days.map((day) => ({ ...day, startedInGap: 720 })),
        }));
        await route.fulfill({ json: { ...result, types } });
      });
      await pages.open("/");
      await block("registration").waitFor();
      await pages.waitUntilLoaded();
      const stop = region("Main finding").getByText(/^No purchase has started since/);
      await expect.poll(() => stop.count(), patience).toBe(lines);
    },
  );

  test(
    "a funnel whose people have not arrived is not compared with those before",
    { tags: ["extended"] },
    async () => {
      const upTo = await giveCompleteness(5, lateCheckout);
      await pages.page.route(/\/api\/funnels\?/, async (route) => {
        const response = await route.fetch();
        const result = (await response.json()) as FunnelsResult;
        if (new URL(route.request().url()).searchParams.get("to") === upTo)
          return route.fulfill({ response });
        const funnels = result.funnels.map((funnel) => ({ ...funnel, conversion: 0.0123 }));
        return route.fulfill({ json: { ...result, funnels } });
      });
      await pages.open("/funnels");
      const rows = pages.page.getByRole("table", { name: "Funnels" }).locator("tbody tr");
      await rows.first().waitFor();
      await expect.poll(() => rows.getByText("1.2 %").count(), patience).toBe(0);
    },
  );

  test(
    "why people left is asked for the complete part of a late funnel, and not while nothing is complete",
    { tags: ["extended"] },
    async () => {
      const isPart = /^\/api\/(funnels\/checkout\/(money|people|dropped|groups)|differs)$/;
      const asked = new Map<string, string | null>();
      pages.page.on("request", (request) => {
        const { pathname, searchParams } = new URL(request.url());
        if (isPart.test(pathname)) asked.set(pathname, searchParams.get("to"));
      });
      const upTo = await giveCompleteness(5, lateCheckout);
      await pages.page.route(/\/api\/funnels\/checkout\?/, async (route) => {
        const response = await route.fetch();
        if (new URL(route.request().url()).searchParams.get("to") === upTo)
          return route.fulfill({ response });
        const reasons = [{ step: "payment", reason: "has not arrived", count: 300 }];
        await route.fulfill({ json: { ...((await response.json()) as FunnelResult), reasons } });
      });
      await pages.open("/funnels/checkout?step=payment");
      await region("Reasons").getByText("too dear").waitFor();
      await pages.waitUntilLoaded();
      expect([...asked.values()]).toEqual(Array.from({ length: 5 }, () => upTo));
      await giveCompleteness(40, lateCheckout);
      await pages.open("/funnels/checkout?step=payment");
      await region("Finding")
        .getByText(/^unknown since/)
        .waitFor();
      await pages.waitUntilLoaded();
      for (const name of [/what differs$/, "Reasons", "Who dropped", "Errors and slow spans", "Breakdown"])
        expect([name, await region(name).count()]).toEqual([name, 0]);
      expect(await pages.page.getByText(/was lost there|lost after/).count()).toBe(0);
      expect(await pages.violations()).toEqual([]);
    },
  );

  test("the page of a late service asks for the complete part at once", { tags: ["extended"] }, async () => {
    const upTo = await giveCompleteness(5, { service: "checkout", signal: "spans", state: "late" });
    const isPart = (url: string): boolean =>
      url.includes("/api/services/checkout?") && new URL(url).searchParams.get("to") === upTo;
    const part = pages.page.waitForRequest((request) => isPart(request.url()));
    // the whole range is answered after that
    await pages.page.route(/\/api\/services\/checkout\?/, async (route) => {
      if (!isPart(route.request().url())) await part;
      await route.fallback();
    });
    await pages.open("/services/checkout");
    expect(isPart((await part).url())).toBe(true);
  });

  test("a silent service is silent since a time, and not late", { tags: ["extended"] }, async () => {
    const since = await giveCompleteness(
      7,
      { service: "payment", signal: "spans", state: "silent" },
      { service: "payment", signal: "business", state: "silent" },
    );
    for (const address of ["/", "/services"]) {
      await pages.open(address);
      const row = pages.page.getByRole("table", { name: "Services" }).getByRole("row", { name: /^payment/ });
      await row.getByText(wordsAt("silent since", since)).waitFor();
      expect(await region("Late data").count()).toBe(0);
      expect(await hatched().count()).toBe(0);
    }
    await pages.open("/services/payment");
    await pages.page.getByText(wordsAt("silent since", since)).waitFor();
    expect(await hatched().count()).toBe(0);
  });

  test("with current data nothing is hatched or unknown", { tags: ["extended"] }, async () => {
    const signals = (["spans", "logs", "metrics", "business"] as const).map((signal): Of => ({
      service: "checkout",
      signal,
      state: "current",
    }));
    await giveCompleteness(0, ...signals);
    for (const address of ["/", "/transactions/purchase", "/services/payment", "/logs"]) {
      await pages.open(address);
      await pages.waitUntilLoaded();
      expect(await hatched().count()).toBe(0);
      expect(await pages.page.getByText(/unknown since|complete up to|silent since/).count()).toBe(0);
    }
  });

  test(
    "charts of logs, metrics and spans are hatched where these are late",
    { tags: ["extended"] },
    async () => {
      await giveCompleteness(
        3,
        { service: "payment", signal: "logs", state: "late" },
        { service: "payment", signal: "metrics", state: "late" },
        { service: "payment", signal: "spans", state: "late" },
      );
      const addresses = [
        "/logs",
        "/metrics/shop.orders",
        "/metrics/http.server.request.duration?form=heatmap",
        "/traces",
      ];
      for (const address of addresses) {
        await pages.open(address);
        await expect.poll(() => hatched().count(), patience).toBe(1);
      }
    },
  );

  test.each([
    ["/profiles/rank%20results", "search"],
    ["/bottlenecks/c0ffee0000000001", "storefront"],
    ["/bottlenecks/c0ffee0000000006", "checkout"],
  ])(
    "charts of %s are hatched where spans of %s are late",
    { tags: ["extended"] },
    async (address, service) => {
      const late = { signal: "spans", state: "late" } as const;
      await giveCompleteness(3, { service: "nightly", ...late });
      await pages.open(address);
      const charts = pages.page.locator(".u-over");
      await expect.poll(() => charts.count(), patience).toBeGreaterThan(0);
      await pages.waitUntilLoaded();
      expect(await hatched().count()).toBe(0);
      await giveCompleteness(3, { service, ...late });
      await pages.open(address);
      // as many as there are charts, of which the last may still load
      const unhatched = async (): Promise<number> => (await charts.count()) - (await hatched().count());
      await expect.poll(() => hatched().count(), patience).toBeGreaterThan(0);
      await expect.poll(unhatched, patience).toBe(0);
    },
  );

  const everyone = ["checkout", "payment", "storefront", "shipping", "inventory", "catalog", "search"];
  const lateEverywhere = (signal: Of["signal"]): readonly Of[] =>
    everyone.map((service) => ({ service, signal, state: "late" }));

  test.each<[address: string, signal: Of["signal"]]>([
    ["/", "spans"],
    ["/services", "spans"],
    ["/errors", "spans"],
    ["/metrics", "metrics"],
    ["/logs?patterns=all", "logs"],
    ["/workflows", "business"],
    ["/transactions", "business"],
  ])(
    "lines in the lists of %s are hatched where %s are late, and only there",
    { tags: ["extended"] },
    async (address, signal) => {
      const lines = pages.page.getByRole("table").locator(hatched());
      await giveCompleteness(5, ...lateEverywhere(signal === "metrics" ? "spans" : "metrics"));
      await pages.open(address);
      await pages.page.locator("tbody tr").first().waitFor();
      await pages.waitUntilLoaded();
      expect(await lines.count()).toBe(0);
      await giveCompleteness(5, ...lateEverywhere(signal));
      await pages.open(address);
      await expect.poll(() => lines.count(), patience).toBeGreaterThan(0);
      expect(await pages.violations(pages.page.getByRole("row").filter({ has: hatched() }))).toEqual([]);
    },
  );

  test.each(["/alerts/a1f0c3", "/alerts/rules/r-completion"])(
    "the chart of %s is hatched where its transaction is late, not where logs are",
    { tags: ["extended"] },
    async (address) => {
      const chart = pages.page.getByRole("figure", { name: /completion of purchase/ }).first();
      const hatch = chart.getByRole("img", { name: /^Not complete yet/ });
      await giveCompleteness(5, ...lateEverywhere("logs"));
      await pages.open(address);
      await chart.locator(".u-over").waitFor();
      await pages.waitUntilLoaded();
      expect(await hatch.count()).toBe(0);
      await giveCompleteness(5, lateCheckout);
      await pages.open(address);
      await hatch.waitFor();
      expect(await pages.violations(chart)).toEqual([]);
    },
  );

  test.each([
    ["/journeys", "Steps"],
    ["/journeys/checkout", "Steps"],
    ["/people/u1", "Records"],
    ["/alerts/anomalies", "Anomalies"],
  ])("%s says up to when its %s are complete", { tags: ["extended"] }, async (address, what) => {
    const upTo = await giveCompleteness(5, lateCheckout);
    await pages.open(address);
    const note = pages.page
      .locator("main p")
      .filter({ hasText: wordsAt(`${what} are complete up to`, upTo) });
    await note.getByText("business events of checkout are 5 min behind").waitFor();
    expect(await pages.violations(note)).toEqual([]);
  });

  type ChartOf = Dashboard["content"]["charts"][number];

  /** The dashboard has this chart alone. */
  async function giveChart(sources: ChartOf["sources"], form: ChartOf["form"]): Promise<void> {
    await pages.page.route("**/api/dashboards/d1*", async (route) => {
      const result = (await (await route.fetch()).json()) as Dashboard;
      const content = { ...result.content, charts: [{ title: "Purchases", sources, form }] };
      await route.fulfill({ json: { ...result, content } });
    });
  }

  test.each<[string, ChartOf["sources"][number]]>([
    ["a transaction", { transaction: "purchase", measure: "completion" }],
    ["an alert on it", { alert: "a1f0c3" }],
  ])("a chart of %s is complete up to where its senders are", { tags: ["extended"] }, async (_, source) => {
    await giveChart([source], "lines");
    const upTo = await giveCompleteness(5, lateCheckout, {
      ...lateCheckout,
      service: "nightly",
      minutes: 20,
    });
    await pages.open("/dashboards/d1");
    await expect
      .poll(() => hatched().getAttribute("aria-label"), patience)
      .toMatch(wordsAt("complete up to", upTo));
  });

  test.each(["lines", "bars", "number", "top", "table"] as const)(
    "a chart of a dashboard of the form %s says up to when it is complete",
    { tags: ["extended"] },
    async (form) => {
      const upTo = await giveCompleteness(5, lateCheckout);
      await giveChart([{ transaction: "purchase", measure: "completion" }], form);
      await pages.open("/dashboards/d1");
      await expect.poll(() => hatched().count(), patience).toBe(1);
      expect(await hatched().getAttribute("aria-label")).toMatch(wordsAt("complete up to", upTo));
      expect(await pages.violations(pages.page.getByRole("list", { name: "Charts" }))).toEqual([]);
    },
  );

  test.each([
    ["/compare", "/api/compare"],
    ["/digest", "/api/digest"],
    ["/logs?patterns=all", "/api/logs/patterns"],
    ["/interactions", "/api/interactions"],
  ])("%s says up to when it compares", { tags: ["extended"] }, async (address, path) => {
    const upTo = new Date(Math.floor(Date.now() / minuteMs) * minuteMs - 5 * minuteMs).toISOString();
    await pages.page.route(
      ({ pathname }) => pathname === path,
      async (route) => {
        const result = (await (await route.fetch()).json()) as object;
        await route.fulfill({ json: { ...result, completeUpTo: upTo } });
      },
    );
    await pages.open(address);
    const note = pages.page.locator("main p").filter({ hasText: wordsAt("Compared up to", upTo) });
    await note.waitFor();
    expect(await pages.violations(note)).toEqual([]);
  });

  test(
    "who is stuck is not known while business events are late, on the overview, in the list and on the page",
    { tags: ["extended"] },
    async () => {
      await giveCompleteness(
        5,
        ...(["checkout", "payment", "storefront", "shipping"] as const).map((service): Of => ({
          service,
          signal: "business",
          state: "late",
        })),
      );
      await pages.page.route("**/api/workflows?**", async (route) => {
        const result = (await (await route.fetch()).json()) as WorkflowsResult;
        const types = result.types.map((one) => ({ ...one, services: ["checkout"] }));
        await route.fulfill({ json: { ...result, types } });
      });
      const row = (table: string) =>
        pages.page.getByRole("table", { name: table, exact: true }).getByRole("row", { name: /^order/ });
      await pages.open("/");
      await row("Workflows").getByText("unknown", { exact: true }).waitFor();
      expect(await pages.page.getByText(/instances of order are stuck/).count()).toBe(0);
      await pages.open("/workflows");
      await row("Workflow types").getByText("unknown", { exact: true }).waitFor();
      expect(await pages.page.getByRole("link", { name: /stuck$/ }).count()).toBe(0);
      await pages.open("/workflows/order");
      await pages.page.getByRole("radio", { name: "stuck unknown" }).waitFor();
      await pages.page.getByRole("button", { name: /^created: .* stuck unknown/ }).waitFor();
      await pages.waitUntilLoaded();
      expect(
        await pages.page
          .locator("main")
          .getByText(/^(▲ )?[\d,]+ stuck|stuck instances$|became stuck/)
          .count(),
      ).toBe(0);
      expect(await pages.violations()).toEqual([]);
    },
  );

  test.each([
    ["/errors", "errors", "/api/errors", "spans"],
    ["/logs", "logs", "/api/logs", "logs"],
    ["/traces", "spans", "/api/traces", "spans"],
    ["/metrics", "metrics", "/api/metrics", "metrics"],
    ["/services?search=none", "spans of services that match", "/api/services", "spans"],
    ["/services/checkout", "calls of checkout", "/api/services/graph", "spans"],
  ] as const)("an empty list of %s is unknown while data is late", { tags: ["extended"] }, async (...row) => {
    const [address, things, path, signal] = row;
    await giveCompleteness(
      5,
      ...["checkout", "catalog"].map((service): Of => ({ service, signal, state: "late" })),
    );
    await pages.page.route(
      ({ pathname }) => pathname === path,
      async (route) => {
        const result = (await (await route.fetch()).json()) as object;
        const none = { items: [], total: 0, traces: [], metrics: [], others: null, edges: [] };
        await route.fulfill({ json: { ...result, ...none } });
      },
    );
    await pages.open(address);
    await pages.page.getByText(`No ${things} received in this range`).waitFor();
    expect(await pages.page.getByText("Whether there were any is unknown").count()).toBe(1);
  });
});
