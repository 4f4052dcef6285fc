// The verdicts of the overview in a real browser: a business that stopped, an outage older than the range, and that all is well.
import type {
  AlertsResult,
  BottlenecksResult,
  CompletenessResult,
  ErrorsResult,
  FunnelsResult,
  ServicesResult,
  TransactionEvidence,
  TransactionEvidenceResult,
  TransactionsResult,
  TransactionTypeSummary,
  WorkflowsResult,
} from "contract";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

const minute = 60_000;
const failure = {
  status: 422,
  json: { status: 422, code: "QUERY_TOO_BROAD", message: "Planted failure.", fix: "" },
};
const logsAt = new Date(Date.now() - 20 * minute).toISOString();
/** Logs are late, and nothing else. */
const late: Pick<CompletenessResult, "counts" | "items"> = {
  counts: { current: 11, late: 1, silent: 0 },
  items: [
    {
      service: "payment",
      signal: "logs",
      state: "late",
      completeUpTo: logsAt,
      behindMs: 20 * minute,
      lastReceivedAt: logsAt,
      source: "sender",
    },
  ],
};

const notEvaluated = (result: TransactionEvidenceResult): TransactionEvidenceResult => ({
  ...result,
  types: result.types.map((one) => ({
    ...one,
    promises: one.promises.map((promise) => ({
      ...promise,
      state: "ok",
      unknown: { since: null, reason: "Planted failure." },
    })),
  })),
});

describePages("the overview", (pages) => {
  const finding = () => pages.page.getByRole("region", { name: "Main finding" });
  const block = (type: string) =>
    pages.page.getByRole("region", { name: "Business transactions" }).getByRole("link", { name: type });

  /** Changes what the preview answers. */
  async function change<Result extends object>(path: string, to: (result: Result) => Result): Promise<void> {
    await pages.page.route(`**${path}?**`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ json: to((await response.json()) as Result) });
    });
  }
  const changeTypes = (to: (types: readonly TransactionTypeSummary[]) => TransactionTypeSummary[]) =>
    change<TransactionsResult>("/api/transactions", (result) => ({ ...result, types: to(result.types) }));
  const changeEvidence = (to: (one: TransactionEvidence, range: { to: string }) => TransactionEvidence) =>
    change<TransactionEvidenceResult>("/api/transaction-evidence", (result) => ({
      ...result,
      types: result.types.map((one) => to(one, result)),
    }));
  const noAlerts = (rules = 15, lastMs = Date.now() - 10_000) =>
    change<AlertsResult>("/api/alerts", (result) => ({
      ...result,
      items: [],
      states: {},
      evaluation: {
        ...result.evaluation,
        lastMs,
        rules,
        failing: 0,
        notEvaluated: [],
        notEvaluatedTotal: 0,
      },
    }));

  /** Steady, as in the range before. */
  const steady = (share: number) => (summary: TransactionTypeSummary) => {
    const buckets = summary.buckets.map((bucket) => ({
      ...bucket,
      completed: Math.round(80 * share),
      failed: Math.round(80 * (1 - share)),
      abandoned: 0,
    }));
    const figures = {
      ...summary.previous,
      completed: 4800 * share,
      failed: 4800 * (1 - share),
      abandoned: 0,
      completionRate: share,
    };
    return { ...summary, current: figures, previous: figures, buckets };
  };
  const stopped = (one: TransactionEvidence, range: { to: string }): TransactionEvidence =>
    one.type !== "purchase"
      ? one
      : {
          ...one,
          lastStarted: new Date(Date.parse(range.to) - 10 * minute).toISOString(),
          days: one.days.map((day) => ({ ...day, startedInGap: 720 })),
        };

  test(
    "a business that stopped is the loudest finding, also where the range has none of it",
    { tags: ["extended"] },
    async () => {
      await changeTypes((types) => types.filter(({ type }) => type !== "purchase").map(steady(0.95)));
      await changeEvidence(stopped);
      await pages.open("/");
      await finding()
        .getByText(/^No purchase has started since .+, usually 1\.2 a second/)
        .waitFor();
      await block("purchase").getByText("stopped", { exact: true }).waitFor();
      await finding().getByRole("link", { name: "Transactions" }).click();
      await pages.page.getByRole("heading", { name: "purchase", level: 1 }).waitFor();
      expect(new URL(pages.page.url()).pathname).toBe("/transactions/purchase");
    },
  );

  test.each<[what: string, path: string]>([
    ["a fall", ""],
    ["a stop of a type without a transaction", "purchase"],
  ])("%s is not found before it is known what is late", { tags: ["extended"] }, async (_, missing) => {
    if (missing !== "") {
      await changeTypes((types) => types.filter(({ type }) => type !== missing));
      await changeEvidence(stopped);
    }
    await pages.page.route("**/api/completeness?**", (route) => route.fulfill(failure));
    await pages.open("/");
    await block("refund").getByText("unknown", { exact: true }).waitFor();
    await pages.waitUntilLoaded();
    expect(
      await finding()
        .getByText(/^(Purchase completion (fell|is) |No purchase has started)/)
        .count(),
    ).toBe(0);
  });

  test("types that were not looked at are unknown, and all is not well", { tags: ["extended"] }, async () => {
    await noAlerts();
    await changeTypes((types) => types.map(steady(0.95)));
    await change<TransactionEvidenceResult>("/api/transaction-evidence", (result) => ({
      ...result,
      types: result.types.filter(({ type }) => type !== "refund"),
      truncated: 12,
    }));
    await pages.open("/");
    await pages.page
      .getByRole("region", { name: "Unknown" })
      .getByText("12 types of transactions were not looked at")
      .waitFor();
    await block("refund").getByText("unknown", { exact: true }).waitFor();
    await pages.waitUntilLoaded();
    expect(await block("purchase").getByText("unknown", { exact: true }).count()).toBe(0);
    expect(
      await finding()
        .getByText(/as usual/)
        .count(),
    ).toBe(0);
  });

  test("a stop comes before a fall of what ended", { tags: ["extended"] }, async () => {
    await changeEvidence(stopped);
    await pages.open("/");
    await finding()
      .first()
      .getByText(/^No purchase has started since/)
      .waitFor();
    await finding()
      .nth(1)
      .getByText(/^Purchase completion fell from/)
      .waitFor();
    expect(await pages.violations(finding())).toEqual([]);
  });

  test(
    "an outage as old as the range before is not a green tick: earlier days say what is usual",
    { tags: ["extended"] },
    async () => {
      await changeTypes((types) => types.map((one) => steady(one.type === "purchase" ? 0.46 : 0.95)(one)));
      await pages.open("/");
      await finding()
        .getByText("Purchase completion is 46.0 %, on earlier days 94.3 % at these hours")
        .waitFor();
      await block("purchase").getByText("fell", { exact: true }).waitFor();
      expect(await finding().count()).toBe(1);
    },
  );

  test(
    "without earlier days a missed objective decides, and an open alert",
    { tags: ["extended"] },
    async () => {
      const target = {
        name: "Purchases succeed",
        on: { transaction: "purchase", measure: "completion" },
        target: 0.9,
      };
      let kind: "objective" | "alert" = "objective";
      await changeTypes((types) => types.map((one) => steady(one.type === "purchase" ? 0.46 : 0.95)(one)));
      await changeEvidence((one) => ({
        ...one,
        days: [],
        promises: one.promises.map((promise) =>
          one.type === "purchase" && kind === "objective"
            ? { ...promise, kind, state: "ok", content: target, name: "Purchases succeed" }
            : promise,
        ),
      }));
      await pages.open("/");
      await finding().getByText("Purchase is at 46.0 %, below the objective of 90.0 %").waitFor();
      await block("purchase").getByText("46.0 %, objective 90.0 %").waitFor();
      kind = "alert";
      await pages.open("/");
      await block("purchase").getByText("alert open").waitFor();
      await finding()
        .getByText(/^Purchase completion: this alert has been firing for /)
        .waitFor();
      expect(await finding().count()).toBe(1);
    },
  );

  test(
    "workflows that stand still have a row, and a finding when nothing is louder",
    { tags: ["extended"] },
    async () => {
      await noAlerts();
      await changeTypes((types) => types.map(steady(0.95)));
      await changeEvidence((one) => ({ ...one, days: [], promises: [] }));
      await pages.open("/");
      await finding().getByText("73 of 92 open instances of order are stuck").waitFor();
      const row = pages.page.getByRole("table", { name: "Workflows" }).getByRole("row", { name: /^order/ });
      await row.getByRole("link", { name: "73 stuck" }).click();
      await pages.page.getByRole("heading", { name: "order", level: 1 }).waitFor();
      expect(pages.search().get("only")).toBe("stuck");
    },
  );

  test("a slowdown leads to what differs when transactions take long", { tags: ["extended"] }, async () => {
    const slower = ({ current, ...one }: TransactionTypeSummary): TransactionTypeSummary =>
      one.type === "purchase"
        ? { ...one, current: { ...current, p95Ms: 4 * (one.previous.p95Ms ?? 0) } }
        : { ...one, current };
    await changeTypes((types) => types.map(steady(0.95)).map(slower));
    await changeEvidence((one) => ({ ...one, days: [], promises: [] }));
    await pages.open("/");
    await finding()
      .getByText(/^Purchase takes longer: p95 rose from /)
      .waitFor();
    await finding().getByRole("link", { name: "Slow transactions" }).click();
    const differs = pages.page.getByRole("region", { name: "What differs when they take long" });
    await differs.getByText("nordpay").first().waitFor();
    expect(pages.search().get("differs")).toBe("slow");
  });

  /** Nothing is wrong, and all is known. */
  async function beWell(): Promise<void> {
    await noAlerts();
    await change<WorkflowsResult>("/api/workflows", (result) => ({
      ...result,
      types: result.types.map((one) => ({ ...one, stuck: 0, buckets: [] })),
    }));
    await change<ErrorsResult>("/api/errors", (result) => ({ ...result, items: [], total: 0 }));
    await change<BottlenecksResult>("/api/bottlenecks", (result) => ({ ...result, items: [] }));
    await change<ServicesResult>("/api/services", (result) => ({
      ...result,
      services: result.services.map((one) => ({ ...one, previous: null, errorRates: [], p95sMs: [] })),
    }));
    await changeTypes((types) => types.map(steady(0.95)));
    await changeEvidence((one) => ({
      ...one,
      days: [],
      promises: one.promises.map((promise) => ({ ...promise, state: "ok" })),
    }));
  }

  test("is green only where a promise was evaluated", async () => {
    await beWell();
    await pages.open("/");
    await finding().getByText("No alert rule fires, and transactions are as usual.").waitFor();
    await finding()
      .getByText(/15 of 15 rules evaluated at .+; data complete up to .+\.$/)
      .waitFor();
    await block("registration").getByText("meets 80.0 %").waitFor();
    await block("refund").getByText("steady").waitFor();
    const types = pages.page.getByRole("region", { name: "Business transactions" });
    await expect.poll(() => types.locator('svg [fill="var(--ok-mark)"]').count(), patience).toBe(2);
    expect(await pages.violations(finding().or(types))).toEqual([]);
  });

  test(
    "is green between two rounds of rules that are evaluated every ten minutes",
    { tags: ["extended"] },
    async () => {
      const lastMs = Date.now() - 9 * minute;
      await beWell();
      await noAlerts(15, lastMs);
      const evaluated = new Date(lastMs).toISOString();
      await changeEvidence((one) => ({
        ...one,
        days: [],
        promises: one.promises.map((promise) => ({ ...promise, state: "ok", evaluated })),
      }));
      await pages.open("/");
      await finding().getByText("No alert rule fires, and transactions are as usual.").waitFor();
      const marks = pages.page
        .getByRole("region", { name: "Business transactions" })
        .locator('svg [fill="var(--ok-mark)"]');
      await expect.poll(() => marks.count(), patience).toBe(2);
    },
  );

  test("without rules it is not green, and says that there are none", { tags: ["extended"] }, async () => {
    await beWell();
    await noAlerts(0);
    await pages.open("/");
    await finding()
      .getByText(/^Transactions are as usual\. There are no alert rules; data complete up to .+\.$/)
      .waitFor();
    expect(await finding().locator('svg [fill="var(--ok-mark)"]').count()).toBe(0);
    expect(await pages.violations(finding())).toEqual([]);
  });

  test(
    "is not green while an error or a bottleneck is new, and says so",
    { tags: ["extended"] },
    async () => {
      await beWell();
      await pages.page.unroute("**/api/errors?**");
      await pages.page.unroute("**/api/bottlenecks?**");
      let total = 1;
      await pages.page.route(
        (url) => url.pathname === "/api/bottlenecks" && url.searchParams.get("new") === "true",
        async (route) => {
          const all = new URL(route.request().url());
          all.searchParams.delete("new");
          const { items, ...result } = (await (
            await route.fetch({ url: all.href })
          ).json()) as BottlenecksResult;
          await route.fulfill({ json: { ...result, items: items.slice(0, 1), total } });
        },
      );
      await pages.open("/");
      await finding()
        .getByText(/But (\d+ errors are|\S+ is) new and 1 bottleneck of .+ is new\./)
        .waitFor();
      expect(await finding().locator('svg [fill="var(--ok-mark)"]').count()).toBe(0);
      const rows = pages.page.getByRole("table", { name: "New bottlenecks" }).locator("tbody tr");
      await expect.poll(() => rows.count(), patience).toBe(1);
      expect(await pages.violations(finding().or(rows))).toEqual([]);
      // however few of them are listed
      total = 21;
      await pages.open("/");
      await finding()
        .getByText(/ and 21 bottlenecks are new\./)
        .waitFor();
    },
  );

  test("a store without transactions has a status line", { tags: ["extended"] }, async () => {
    await beWell();
    await changeTypes(() => []);
    await pages.open("/");
    await finding()
      .getByText(/^No alert rule fires\. 15 of 15 rules evaluated at .+; data complete up to .+\.$/)
      .waitFor();
    await noAlerts(0);
    await pages.open("/");
    await finding()
      .getByText(/^There are no transactions to judge\. There are no alert rules; data complete up to .+\.$/)
      .waitFor();
    expect(await finding().count()).toBe(1);
  });

  test(
    "a workflow in which more starts than ends is the finding when nothing is louder",
    { tags: ["extended"] },
    async () => {
      await beWell();
      await change<WorkflowsResult>("/api/workflows", (result) => ({
        ...result,
        types: result.types.map((one) => ({
          ...one,
          stuck: 0,
          buckets: [{ time: result.from, started: one.type === "order" ? 120 : 24, ended: 24, stuck: 0 }],
        })),
      }));
      await pages.open("/");
      await finding().getByText("The backlog of order grows: 120 started, 24 ended").waitFor();
      expect(await finding().count()).toBe(1);
    },
  );

  test(
    "a promise that holds is not green where transactions take longer",
    { tags: ["extended"] },
    async () => {
      await beWell();
      await changeTypes((types) =>
        types.map((one) => {
          const judged = steady(0.95)(one);
          return { ...judged, current: { ...judged.current, p95Ms: (judged.previous.p95Ms ?? 0) * 3 } };
        }),
      );
      await pages.open("/");
      await block("registration").getByText("slower", { exact: true }).waitFor();
      expect(await block("registration").locator('svg [fill="var(--ok-mark)"]').count()).toBe(0);
    },
  );

  test.each<[what: string, path: string, answer: (result: object) => object | undefined]>([
    ["another signal is late", "/api/completeness", (result) => ({ ...result, ...late })],
    ["it is not known what is late", "/api/completeness", () => undefined],
    ["the detectors do not answer", "/api/detectors", () => undefined],
    ["a part of the page failed", "/api/funnels", () => undefined],
    [
      "an objective is not evaluated",
      "/api/transaction-evidence",
      (result) => notEvaluated(result as TransactionEvidenceResult),
    ],
  ])("does not say that all is well while %s", { tags: ["extended"] }, async (_, path, answer) => {
    await beWell();
    await pages.page.route(
      ({ pathname }) => pathname === path,
      async (route) => {
        const json = answer((await (await route.fetch()).json()) as object);
        await (json === undefined ? route.fulfill(failure) : route.fulfill({ json }));
      },
    );
    await pages.open("/");
    await block("refund").waitFor();
    await pages.waitUntilLoaded();
    expect(await finding().count()).toBe(0);
  });

  /** Whether a request is for the same hours of an earlier day. */
  const isEarlier = (url: URL): boolean => {
    const to = url.searchParams.get("to") ?? "now";
    return to !== "now" && Date.now() - Date.parse(to) > 12 * 60 * minute;
  };
  /** Changes what the preview answers about earlier days, and about the range. */
  async function changeByDay<Result extends object>(
    path: string,
    to: (result: Result, earlier: boolean) => Result,
  ): Promise<void> {
    await pages.page.route(`**${path}?**`, async (route) => {
      const result = (await (await route.fetch()).json()) as Result;
      await route.fulfill({ json: to(result, isEarlier(new URL(route.request().url()))) });
    });
  }

  test(
    "is not green while a service fails or a funnel converts less than on earlier days, however long",
    { tags: ["extended"] },
    async () => {
      await beWell();
      await changeByDay<ServicesResult>("/api/services", (result, earlier) => ({
        ...result,
        services: result.services.map((one) => ({
          ...one,
          previous: null,
          errorRates: [],
          p95sMs: [],
          entries: 5_000,
          errorRate: !earlier && one.name === "cart" ? 0.12 : 0.003,
        })),
      }));
      await changeByDay<FunnelsResult>("/api/funnels", (result, earlier) => ({
        ...result,
        funnels: result.funnels.map((one) => {
          const people = one.steps.map((_, at) =>
            at === 0 ? 1_000 : !earlier && one.name === "checkout" ? 200 : 415,
          );
          const steps = one.steps.map((step, at) => ({ ...step, people: people[at]! }));
          return { ...one, steps, previous: people };
        }),
      }));
      await pages.open("/");
      await finding()
        .getByText(
          "But of the requests of cart 12.0 % fail, usually 0.30 % and of the people in checkout 20.0 % convert, usually 41.5 %.",
        )
        .waitFor();
      expect(await finding().locator('svg [fill="var(--ok-mark)"]').count()).toBe(0);
      const table = (name: string) => pages.page.getByRole("table", { name, exact: true });
      await table("Services").getByText("12.0 % fail, usually 0.30 %").waitFor();
      await table("Funnels").getByText("20.0 % convert, usually 41.5 %").waitFor();
      expect(await pages.violations(finding().or(table("Services")).or(table("Funnels")))).toEqual([]);
    },
  );

  test.each(["/", "/funnels"])("a change of a funnel that is usual has no color on %s", async (address) => {
    await pages.open(address);
    const changes = pages.page
      .getByRole("table", { name: "Funnels", exact: true })
      .getByRole("row", { name: /^checkout/ })
      .getByText(/^▼ .* pts$/);
    const dim = await pages.page.evaluate(() => {
      const probe = document.createElement("i");
      probe.style.color = "var(--ink-3)";
      return getComputedStyle(document.body.appendChild(probe)).color;
    });
    const colors = () => changes.evaluateAll((all) => all.map((one) => getComputedStyle(one).color));
    // red until earlier days are read
    await expect.poll(colors, patience).toEqual([dim, dim]);
  });

  test.each(["/api/services", "/api/funnels"])(
    "does not say that all is well while earlier days of %s cannot be read",
    { tags: ["extended"] },
    async (path) => {
      await beWell();
      await pages.page.route(
        (url) => url.pathname === path && isEarlier(url),
        (route) => route.fulfill(failure),
      );
      await pages.open("/");
      await pages.page.locator("main").getByText("Earlier days: Planted failure.").waitFor();
      await pages.waitUntilLoaded();
      expect(await finding().count()).toBe(0);
    },
  );

  test(
    "with too few transactions of one type it says that the others are as usual, with few of all that none is judged",
    { tags: ["extended"] },
    async () => {
      await beWell();
      let few: readonly string[] = ["refund"];
      const rare = { completed: 3, failed: 0, abandoned: 0, completionRate: 1 };
      await changeTypes((types) =>
        types
          .map(steady(0.95))
          .map((one) => (few.includes(one.type) ? { ...one, current: { ...one.current, ...rare } } : one)),
      );
      await pages.open("/");
      await finding().getByText("No alert rule fires, and transactions are as usual.").waitFor();
      few = ["purchase", "refund", "registration", "search"];
      await pages.open("/");
      await finding()
        .getByText("No alert rule fires, and there are too few transactions to judge.")
        .waitFor();
      expect(await finding().locator('svg [fill="var(--ok-mark)"]').count()).toBe(0);
    },
  );

  test("names what was not looked at where there is more of it", { tags: ["extended"] }, async () => {
    await beWell();
    await changeByDay<ServicesResult>("/api/services", (result) => ({
      ...result,
      truncated: 12,
      services: result.services.map((one) => ({ ...one, previous: null, errorRates: [], p95sMs: [] })),
    }));
    await pages.open("/");
    await finding().getByText("But not all services were looked at.").waitFor();
    expect(await finding().locator('svg [fill="var(--ok-mark)"]').count()).toBe(0);
  });

  test("an alert whose rule is not evaluated has no value of now", { tags: ["extended"] }, async () => {
    await changeTypes((types) => types.map(steady(0.95)));
    await changeEvidence((one) => ({ ...one, days: [], promises: [] }));
    const unknown = { since: new Date(Date.now() - 20 * minute).toISOString(), reason: "Planted failure." };
    await change<AlertsResult>("/api/alerts", (result) => ({
      ...result,
      items: result.items.map((alert) => ({ ...alert, unknown })),
    }));
    await pages.open("/");
    await finding()
      .getByText(/this alert has been firing for .+, not evaluated since .+\.$/)
      .waitFor();
    expect(await finding().getByText(", now ").count()).toBe(0);
  });

  test("new errors of which some are stored are an estimate", { tags: ["extended"] }, async () => {
    await change<ErrorsResult>("/api/errors", (result) => ({
      ...result,
      items: result.items.map((group) => ({ ...group, count: 140, stored: 14 })),
    }));
    await pages.open("/");
    const count = pages.page
      .getByRole("region", { name: "New errors" })
      .getByTitle(/^140: .* 14 are stored\.$/)
      .first();
    await expect.poll(() => count.textContent(), patience).toBe("≈140");
  });

  test(
    "what was found in the range before is not shown while another one is read",
    { tags: ["extended"] },
    async () => {
      await pages.open("/");
      const errors = pages.page.getByRole("region", { name: "New errors" });
      const anomalies = pages.page.getByRole("region", { name: "Anomalies" });
      for (const part of [finding(), errors, anomalies]) await part.first().waitFor();
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      await pages.page.route(
        ({ pathname, searchParams }) =>
          pathname.startsWith("/api/") && searchParams.get("to")?.endsWith("Z") === true,
        async (route) => {
          await released;
          await route.fallback();
        },
      );
      await pages.page.keyboard.press("[");
      await expect.poll(() => pages.search().get("to"), patience).toMatch(/Z$/);
      for (const part of [finding(), errors, anomalies])
        await expect.poll(() => part.count(), patience).toBe(0);
      // figures stay, dimmed
      await block("purchase").waitFor();
      release();
      await errors.waitFor();
      expect(await pages.violations()).toEqual([]);
    },
  );
});
