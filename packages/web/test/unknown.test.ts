// @module-tag extended
// What pages say while something is not known: rules that are not evaluated, detectors that are behind, answers that fail, and nothing
// earlier to compare with. Never that all is well.
import type {
  Alert,
  AlertRulesResult,
  AlertsResult,
  AnomaliesResult,
  BottlenecksResult,
  CompletenessResult,
  DetectorsResult,
  DigestResult,
  LogPatternsResult,
  MetricResult,
  ObjectivesResult,
} from "contract";
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

const minute = 60_000;
const iso = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * minute).toISOString();
const reason = "The query took longer than 20 s.";

describePages("what is not known", (pages) => {
  test("the overview does not say that no version is new before it knows", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    let isFailing = true;
    await pages.page.route(
      (url) => url.pathname === "/api/deploys",
      async (route) => {
        if (isFailing) {
          await released;
          return route.fulfill({ status: 422, json: { status: 422, code: "X", message: reason, fix: "" } });
        }
        return route.fallback();
      },
    );
    await pages.open("/");
    const changes = pages.page
      .locator("section")
      .filter({ has: pages.page.getByRole("heading", { name: "What changed" }) });
    await pages.page.getByRole("table", { name: "Services" }).getByRole("row").last().waitFor();
    expect(await changes.getByText("No new versions").count()).toBe(0);
    release();
    await changes.getByText("Which versions are new is not known.").waitFor();
    // in focus before it is answered: live data may be first, and take the button away
    await pages.page.getByRole("button", { name: "Try again" }).first().focus();
    isFailing = false;
    await pages.page.keyboard.press("Enter");
    await changes.getByText("Deploy").first().waitFor();
  });

  /** Changes what the console answers at `path`. */
  async function change<Result>(path: string, with_: (result: Result) => Result): Promise<void> {
    await pages.page.route(
      (url) => url.pathname === path,
      async (route) => {
        const result = (await (await route.fetch()).json()) as Result;
        await route.fulfill({ json: with_(result) });
      },
    );
  }

  /** Fourteen of fifteen rules fail; none has fired. */
  const failRules = (): Promise<void> =>
    change<AlertsResult>("/api/alerts", (result) => {
      const quiet = (result.items as Alert[]).filter(({ state }) => state === "ok");
      const rule = { rule: "Payment is slow", ruleId: "r-slow", since: iso(12), reason };
      return {
        ...result,
        items: quiet.map((alert) => ({ ...alert, unknown: { since: iso(12), reason } })),
        states: { ok: 1, unknown: 14 },
        evaluation: {
          ...result.evaluation,
          rules: 15,
          failing: 14,
          notEvaluated: [rule],
          notEvaluatedTotal: 14,
        },
      };
    });
  const evaluateAll = (): Promise<void> =>
    change<AlertsResult>("/api/alerts", (result) => ({
      ...result,
      evaluation: { ...result.evaluation, failing: 0, notEvaluated: [], notEvaluatedTotal: 0 },
    }));
  const delayDetectors = (): Promise<void> =>
    change<DetectorsResult>("/api/detectors", ({ detectors }) => ({
      detectors: detectors.map((one) => ({ ...one, unknown: { since: iso(20), reason } })),
    }));

  const unknown = (): Locator => pages.page.locator("main").getByRole("region", { name: "Unknown" });
  const inRail = (): Locator =>
    pages.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Alerts/ });

  test("the overview and the navigation say how many rules are not evaluated, since when and why", async () => {
    await failRules();
    await pages.open("/");
    await unknown()
      .getByText(
        /^14 of 15 alert rules have had no result since .*\d\d:\d\d: The query took longer than 20 s\.$/,
      )
      .waitFor();
    await inRail().getByTitle("14 rules are not evaluated").getByText("?", { exact: true }).waitFor();
    expect(await unknown().locator("svg").count()).toBe(1);
    expect(await pages.violations()).toEqual([]);
    await unknown().getByRole("link", { name: "Show rules" }).click();
    await pages.page.getByRole("heading", { name: "Alert rules", level: 1 }).waitFor();
  });

  test("alerts of rules that are not evaluated are unknown, not ok", { tags: ["extended"] }, async () => {
    await failRules();
    await pages.open("/alerts");
    const rows = pages.page.getByRole("table", { name: "Alerts", exact: true }).locator("tbody tr");
    await rows.first().getByText("unknown", { exact: true }).waitFor();
    await rows
      .first()
      .getByText(/^not evaluated since .*: The query took longer than 20 s\.$/)
      .waitFor();
    expect(await rows.getByText("ok", { exact: true }).count()).toBe(0);
    await pages.page.getByRole("radio", { name: "unknown 14" }).waitFor();
    await pages.page.getByText("1 of 15 rules evaluated").waitFor();
    await pages.page.locator("main").getByText("14 of 15 alert rules have had no result").waitFor();
    expect(await pages.violations()).toEqual([]);
  });

  test("rules and objectives that are not evaluated are unknown", { tags: ["extended"] }, async () => {
    const missing = { since: iso(12), reason };
    await change<AlertRulesResult>("/api/alert-rules", (result) => ({
      ...result,
      items: result.items.map((rule) => ({ ...rule, problems: [], states: { ok: 2 }, unknown: missing })),
    }));
    await change<ObjectivesResult>("/api/objectives", (result) => ({
      ...result,
      objectives: result.objectives.map((one) => ({ ...one, state: "ok", unknown: missing })),
    }));
    await pages.open("/alerts/rules");
    const rule = pages.page.getByRole("table", { name: "Rules" }).locator("tbody tr").first();
    await rule.getByText(/^not evaluated since/).waitFor();
    await rule.getByText("2 unknown", { exact: true }).waitFor();
    await pages.open("/alerts/objectives");
    const objective = pages.page.getByRole("table", { name: "Objectives" }).locator("tbody tr").first();
    await objective.getByText(/^not evaluated since/).waitFor();
    await objective.getByText("unknown", { exact: true }).waitFor();
    await pages.page.getByText("3 unknown").waitFor();
    expect(await objective.getByText("ok", { exact: true }).count()).toBe(0);
  });

  test(
    "the budget of an objective that could not be read is unknown, not full",
    { tags: ["extended"] },
    async () => {
      const counts = { good: 0, total: 0, share: null, allowed: 0, left: 1, burnRates: [] };
      await change<ObjectivesResult>("/api/objectives", (result) => ({
        ...result,
        objectives: result.objectives.map((one) => ({
          ...one,
          ...counts,
          state: "ok",
          error: reason,
          unknown: { since: iso(12), reason },
        })),
      }));
      await pages.open("/alerts/objectives");
      const row = pages.page.getByRole("table", { name: "Objectives" }).locator("tbody tr").first();
      await row.getByText(/^not evaluated since/).waitFor();
      expect(await row.getByText(/100 %|not burning|in over a year/).count()).toBe(0);
      // share, budget, used up, and burn rates
      expect(await row.getByText("–", { exact: true }).count()).toBeGreaterThanOrEqual(3);
      expect(await pages.violations(row)).toEqual([]);
    },
  );

  test(
    "while the detectors are behind, no page says that there is nothing",
    { tags: ["extended"] },
    async () => {
      await delayDetectors();
      await change<BottlenecksResult>("/api/bottlenecks", (result) => ({ ...result, items: [] }));
      await change<AnomaliesResult>("/api/anomalies", (result) => ({ ...result, items: [] }));
      await pages.open("/");
      await unknown()
        .getByText(/^No anomalies have been looked for since/)
        .waitFor();
      await unknown()
        .getByText(/^Traces have not been checked for bottlenecks since/)
        .waitFor();
      await inRail()
        .getByTitle(/Anomalies unknown$/)
        .getByText(/\?$/)
        .waitFor();
      const more = pages.page
        .getByRole("navigation", { name: "Main" })
        .getByRole("button", { name: /^More/ });
      await more.getByTitle("Bottlenecks unknown, History of bottlenecks unknown").waitFor();
      await more.click();
      await pages.page.getByRole("link", { name: /^Bottlenecks .*unknown/ }).click();
      await pages.page.getByText("Bottlenecks of this range are not known").waitFor();
      await pages.page.getByText(/^Traces have not been checked for bottlenecks since .*20 s\.$/).waitFor();
      await pages.open("/bottlenecks?kind=version-regression");
      await pages.page.getByText("Bottlenecks of this range are not known").waitFor();
      await pages.open("/alerts/anomalies");
      await pages.page.getByText("Anomalies of this range are not known").waitFor();
      await pages.page.getByText(/^No anomalies have been looked for since .*20 s\.$/).waitFor();
      expect(await pages.violations()).toEqual([]);
    },
  );

  test(
    "what a detector has left out is not known in a range that has it",
    { tags: ["extended"] },
    async () => {
      await change<DetectorsResult>("/api/detectors", ({ detectors }) => ({
        detectors: detectors.map((one) =>
          one.name === "bottlenecks" ? { ...one, leftOut: { from: iso(50), to: iso(40), reason } } : one,
        ),
      }));
      await change<BottlenecksResult>("/api/bottlenecks", (result) => ({ ...result, items: [] }));
      await pages.open("/bottlenecks?from=-1h");
      await pages.page.getByText(/was not checked: The query took longer than 20 s\.$/).waitFor();
      await pages.open("/bottlenecks?from=-30m");
      await pages.page.getByText("No bottlenecks in this range").waitFor();
      expect(await pages.page.getByText(/was not checked/).count()).toBe(0);
    },
  );

  test("detectors that do not answer have not judged the range", { tags: ["extended"] }, async () => {
    await pages.page.route(
      (url) => url.pathname === "/api/detectors",
      (route) =>
        route.fulfill({
          status: 422,
          json: { status: 422, code: "QUERY_TOO_BROAD", message: "Planted failure.", fix: "" },
        }),
    );
    await change<BottlenecksResult>("/api/bottlenecks", (result) => ({ ...result, items: [] }));
    await change<AnomaliesResult>("/api/anomalies", (result) => ({ ...result, items: [] }));
    await pages.open("/bottlenecks");
    await pages.page.getByText("Bottlenecks of this range are not known").waitFor();
    await pages.open("/alerts/anomalies");
    await pages.page.getByText("Anomalies of this range are not known").waitFor();
    expect(await pages.page.getByText("How far detectors are: Planted failure.").count()).toBe(1);
  });

  test(
    "what was left out is not known in the range of the list of anomalies: a day without one",
    { tags: ["extended"] },
    async () => {
      const hours = [iso(185), iso(180)] as const;
      await change<DetectorsResult>("/api/detectors", ({ detectors }) => ({
        detectors: detectors.map((one) =>
          one.name === "anomalies" ? { ...one, leftOut: { from: hours[0], to: hours[1], reason } } : one,
        ),
      }));
      await change<AnomaliesResult>("/api/anomalies", (result) => ({
        ...result,
        from: iso(24 * 60),
        to: iso(0),
        items: [],
      }));
      await pages.open("/alerts/anomalies");
      await pages.page.getByText(/was not checked: The query took longer than 20 s\.$/).waitFor();
      await pages.page.getByText("Anomalies of this range are not known").waitFor();
      expect(await pages.page.getByText("No anomalies in this range").count()).toBe(0);
    },
  );

  /** The requests of a path fail. */
  async function fail(path: string): Promise<void> {
    await pages.page.route(
      (url) => url.pathname === path,
      (route) =>
        route.fulfill({
          status: 422,
          json: { status: 422, code: "QUERY_TOO_BROAD", message: "Planted failure.", fix: "" },
        }),
    );
  }

  test("a service whose data is late may have anomalies that are not found yet", async () => {
    await change<AnomaliesResult>("/api/anomalies", (result) => ({ ...result, items: [] }));
    await change<CompletenessResult>("/api/completeness", (result) => ({
      ...result,
      items: [
        {
          service: "checkout",
          signal: "spans",
          state: "late",
          completeUpTo: iso(8 * 60),
          behindMs: 8 * 60 * minute,
          lastReceivedAt: iso(0),
          source: "sender",
        },
      ],
    }));
    await pages.open("/alerts/anomalies");
    await pages.page.getByText("Anomalies of this range are not known").waitFor();
    await pages.page
      .getByText(/^Anomalies are complete up to .*: spans of checkout are 8 h behind\.$/)
      .waitFor();
    expect(await pages.violations()).toEqual([]);
  });

  test("whether there are anomalies is not known while the console cannot say what is late", async () => {
    await fail("/api/completeness");
    await change<AnomaliesResult>("/api/anomalies", (result) => ({ ...result, items: [] }));
    await pages.open("/alerts/anomalies");
    await pages.page.getByText("Anomalies of this range are not known").waitFor();
    expect(await pages.page.getByText("No anomalies in this range").count()).toBe(0);
  });

  test.each(["/api/completeness", "/api/detectors"])(
    "a first load of anomalies has its outline until %s has answered or is cancelled",
    async (path) => {
      await pages.page.route(
        (url) => url.pathname === path,
        () => undefined,
      );
      await change<AnomaliesResult>("/api/anomalies", (result) => ({
        ...result,
        learning: "day",
        items: [],
      }));
      await pages.open("/alerts/anomalies");
      await pages.page.getByText(/^Still learning: less than a day/).waitFor();
      await pages.page.locator("main [aria-busy=true]").getByText("Loading", { exact: true }).waitFor();
      expect(await pages.page.getByText("Anomalies of this range are not known").count()).toBe(0);
      await pages.page.getByRole("button", { name: "Cancel" }).click();
      await pages.page.getByText("Anomalies of this range are not known").waitFor();
    },
  );

  test("whether a person had errors is not known where these were not read", async () => {
    await fail("/api/users/u1/activity");
    await pages.open("/people/u1?only=error");
    await pages.page.getByText("Whether there are errors is not known").waitFor();
    expect(await pages.page.getByRole("radio", { name: /^(errors|traces) \d/ }).count()).toBe(0);
    await pages.page.getByRole("radio", { name: /^steps and records \d/ }).waitFor();
  });

  test("without earlier records no pattern is said not to be new", async () => {
    await change<LogPatternsResult>("/api/logs/patterns", (result) => ({
      ...result,
      compared: false,
      items: [],
    }));
    await pages.open("/logs?patterns=new");
    await pages.page.getByText("Nothing earlier to compare with", { exact: true }).waitFor();
    await pages.page.getByText(/^Which patterns are new is not known/).waitFor();
    expect(await pages.page.getByText(/^No pattern is new|^No patterns/).count()).toBe(0);
  });

  test("a metric of late data may have values that have not arrived", async () => {
    await change<MetricResult>("/api/metrics/shop.orders", (result) => ({
      ...result,
      exemplars: [],
      other: null,
      series: result.series.map((one) => ({ ...one, values: one.values.map(() => null) })),
    }));
    await pages.open("/metrics/shop.orders");
    await pages.page.getByText("No data points in this range").waitFor();
    await change<CompletenessResult>("/api/completeness", (result) => ({
      ...result,
      items: [
        {
          service: "checkout",
          signal: "metrics",
          state: "late",
          completeUpTo: iso(5),
          behindMs: 5 * minute,
          lastReceivedAt: iso(0),
          source: "sender",
        },
      ],
    }));
    await pages.open("/metrics/shop.orders");
    await pages.page.getByText("No data points received in this range").waitFor();
    expect(await pages.page.getByText("No data points in this range").count()).toBe(0);
  });

  test("which filter excludes everything is not known where it was not read", async () => {
    await pages.page.route(
      (url) => url.pathname === "/api/traces",
      (route) =>
        new URL(route.request().url()).searchParams.get("limit") === "1"
          ? route.fulfill({
              status: 422,
              json: { status: 422, code: "QUERY_TOO_BROAD", message: "Planted failure.", fix: "" },
            })
          : route.fulfill({ json: { items: [], nextCursor: null } }),
    );
    await pages.open("/traces?filter=a%3Db&filter=c%3Dd");
    const filters = pages.page.getByRole("list", { name: "Filters" });
    await expect.poll(() => filters.getByText("not known: it was not read.").count(), patience).toBe(2);
    expect(await filters.getByText("checking…").count()).toBe(0);
  });

  test(
    "while all rules are evaluated and detectors keep up, nothing is unknown",
    { tags: ["extended"] },
    async () => {
      await evaluateAll();
      await pages.open("/");
      await inRail().getByTitle("2 firing", { exact: true }).waitFor();
      await pages.waitUntilLoaded();
      expect(await unknown().count()).toBe(0);
    },
  );

  test(
    "open alerts that cannot be read are not known, on the overview and in the navigation",
    { tags: ["extended"] },
    async () => {
      await pages.page.route(
        (url) => url.pathname === "/api/alerts",
        (route) =>
          route.fulfill({
            status: 422,
            json: { status: 422, code: "QUERY_TOO_BROAD", message: "Planted failure.", fix: "" },
          }),
      );
      await pages.open("/");
      await inRail().getByTitle("not known now").waitFor();
      await pages.page.locator("main").getByText("Open alerts: Planted failure.").waitFor();
      expect(await unknown().count()).toBe(0);
    },
  );

  test("an answer that can no longer be refreshed says since when", { tags: ["extended"] }, async () => {
    await pages.open("/bottlenecks");
    await pages.page.getByRole("table", { name: "Bottlenecks" }).waitFor();
    await pages.page.route(
      (url) => url.pathname === "/api/bottlenecks",
      (route) =>
        route.fulfill({
          status: 422,
          json: { status: 422, code: "QUERY_TOO_BROAD", message: "Planted failure.", fix: "" },
        }),
    );
    await pages.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await pages.page.getByText(/^not refreshed since .*\d\d:\d\d$/).waitFor();
    expect(await pages.page.getByRole("table", { name: "Bottlenecks" }).count()).toBe(1);
  });

  test(
    "without an earlier period the digest does not say that nothing moved",
    { tags: ["extended"] },
    async () => {
      let isQuiet = false;
      await change<DigestResult>("/api/digest", (result) => ({
        ...result,
        earlier: "none",
        moves: [],
        dark: [],
        ...(isQuiet
          ? { errors: [], patterns: [], slower: [], alerts: [], fresh: [], more: [], missing: [] }
          : {}),
      }));
      await pages.open("/digest");
      const moved = pages.page.getByRole("region", { name: "What moved" });
      await moved.getByText("Nothing earlier to compare with.").waitFor();
      expect(await pages.page.getByText("No transaction or funnel moved.").count()).toBe(0);
      isQuiet = true;
      await pages.open("/digest?from=-24h");
      await pages.page.getByText("Nothing earlier to compare with").waitFor();
      await expect
        .poll(() => pages.page.getByText("Nothing changed by more than chance").count(), patience)
        .toBe(0);
    },
  );

  test("a store of less than an hour has no anomalies to compare with", { tags: ["extended"] }, async () => {
    await pages.open("/alerts/anomalies", "empty");
    await pages.page.getByText("Nothing earlier to compare with").waitFor();
    expect(await pages.page.getByText("No anomalies in this range").count()).toBe(0);
  });
});
