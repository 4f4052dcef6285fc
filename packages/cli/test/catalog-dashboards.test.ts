// Dashboards generated from a catalog: Grafana's own types, the rules of its dashboard linter, and queries that promtool can read.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { expect, test } from "vitest";
import { toConsole, toGrafana } from "../src/catalog/dashboards.ts";
import { catalog, hostile } from "./fixtures/boards/catalog.ts";
import { type Board, lint } from "./fixtures/boards/lint.ts";
import { prometheusBin, promtool } from "./promtool.ts";

const bin = prometheusBin();
const modules = path.join(import.meta.dirname, "../../../node_modules");

function boards(histograms: "classic" | "native" = "classic"): Map<string, Board> {
  const json = toGrafana(catalog, { histograms }).files.filter(({ name }) => name.endsWith(".json"));
  return new Map(json.map(({ name, text }) => [name, JSON.parse(text) as Board]));
}

test("dashboards for transactions, journeys, workflows, metrics, objectives, and the declared one", () => {
  expect([...boards().keys()].map((name) => path.basename(name, ".json"))).toEqual([
    "store-transactions",
    "store-journeys",
    "store-workflows",
    "store-metrics",
    "store-objectives",
    "store-board-board",
  ]);
  const titles = boards()
    .get("dashboards/store/store-transactions.json")!
    .panels.map(({ title }) => title);
  expect(titles.slice(0, 5)).toEqual([
    "purchase",
    "purchase: rate",
    "purchase: errors",
    "purchase: duration",
    "purchase: amount",
  ]);
});

test.each(["classic", "native"] as const)(
  "follow the rules of Grafana's dashboard linter: %s",
  (histograms) => {
    for (const [file, board] of boards(histograms)) {
      // objectives read the series that alerts record: of all instances, and over the days of the objective
      const isRecorded = file.endsWith("-objectives.json");
      const broken = lint(board).filter(
        (one) => !(isRecorded && /^target-(?:job|instance|rate-interval)-rule: /.test(one)),
      );
      expect(broken).toEqual([]);
    }
  },
);

test("the linter's rules find what breaks them", () => {
  const board = boards().get("dashboards/store/store-metrics.json")!;
  const broken = (change: (text: string) => string): string[] =>
    lint(JSON.parse(change(JSON.stringify(board))) as Board);
  expect(broken((text) => text.replace("$__rate_interval", "5m"))).toEqual([
    expect.stringContaining("target-rate-interval-rule"),
  ]);
  expect(broken((text) => text.replace('"editable":false', '"editable":true'))).toEqual([
    "uneditable-dashboard",
  ]);
  expect(broken((text) => text.replace('"multi":true', '"multi":false'))).toEqual(["template-job-rule"]);
  expect(broken((text) => text.replace('"unit":"cps"', '"unit":"orders"'))).toEqual([
    expect.stringContaining("panel-units-rule"),
  ]);
  expect(broken((text) => text.replace(String.raw`job=~\"$job\", `, ""))).toEqual([
    expect.stringContaining("target-job-rule"),
  ]);
  expect(
    broken((text) => text.replace("sum by (payment_provider) (rate(", "sum by (payment_provider) (max(")),
  ).toEqual([expect.stringContaining("target-counter-agg-rule")]);
});

test("identifiers are unique, and panels do not overlap", () => {
  const all = [...boards().values()];
  const uids = all.map(({ uid }) => uid!);
  expect(new Set(uids).size).toBe(uids.length);
  expect(uids.every((uid) => /^[\w-]{1,40}$/.test(uid))).toBe(true);
  for (const { panels } of all) {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  }
});

test("long and equal names get identifiers of their own", () => {
  const named = (name: string) => ({ ...catalog.dashboards[0]!, name, title: name });
  const dashboards = ["a".repeat(60), `${"a".repeat(59)}b`, "Ä", "Ö"].map((name) => named(name));
  const { files } = toGrafana({ ...catalog, dashboards }, { histograms: "classic" });
  const names = files.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("a chart that Prometheus cannot compute is a finding", () => {
  expect(toGrafana(catalog, { histograms: "classic" }).findings).toEqual([
    expect.objectContaining({
      id: "chart-not-expressible",
      level: "improvement",
      path: "dashboards.board.charts[2]",
      message:
        "Cannot draw `Spans` in Grafana: Prometheus has no spans, so that `charge card` cannot be measured there",
    }),
  ]);
});

test.skipIf(bin === undefined).each(["classic", "native"] as const)(
  "promtool reads every query, hostile names included: %s",
  (histograms) => {
    const exprs = [...boards(histograms).values()].flatMap(({ panels }) =>
      panels.flatMap(({ targets = [] }) =>
        targets.map(({ expr }) => expr!.replaceAll("$__rate_interval", "5m")),
      ),
    );
    expect(exprs.length).toBeGreaterThan(40);
    const rules = exprs.map((expr, index) => ({ record: `query:${index}`, expr }));
    const file = { name: "queries.yml", text: stringify({ groups: [{ name: "queries", rules }] }) };
    expect(promtool(bin!, ["check", "rules", file.name], [file]).output).toContain(
      `${exprs.length} rules found`,
    );
  },
);

test("a name cannot bring in a variable of Grafana", () => {
  const text = JSON.stringify([...boards().values()]);
  expect(text).toContain(String.raw`\\\\x24job`);
  expect(text).not.toContain("[[x]]");
  expect(hostile).toContain("$job [[x]]");
});

test("Grafana's types accept every dashboard", { timeout: 240_000 }, () => {
  // below the installed packages, so that the compiler finds them
  const cache = path.join(modules, ".cache", "telltale");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, "boards-"));
  try {
    const wanted = [...boards()].map(([, board], index) => typed(board, index)).join("\n");
    writeFileSync(path.join(folder, "boards.ts"), `${header}\n${wanted}`);
    expect(compile(folder)).toBe("");
    const wrong = `${header}\n${typed([...boards().values()][0]!, 0)
      .replace('"graphTooltip":1', '"graphTooltip":"1"')
      .replaceAll('"placement":"bottom"', '"placement":"below"')}`;
    writeFileSync(path.join(folder, "boards.ts"), wrong);
    expect(compile(folder)).toMatch(/DashboardCursorSync[\s\S]*LegendPlacement/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

// in JSON, a member of an enumeration of texts is its text
const header = `import type { BarGaugePanelCfg, Dashboard, TimeSeriesPanelCfg } from "./grafana.ts";
type Plain<T> = T extends string ? \`\${T}\` : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;`;

/** The dashboard as a typed constant, and the options of its panels as those of their plugins. */
function typed(board: Board, index: number): string {
  const panels = board.panels.filter(({ type }) => type !== "row") as unknown as readonly {
    readonly type: string;
    readonly options: unknown;
    readonly fieldConfig: { readonly defaults: { readonly custom?: unknown } };
  }[];
  const options = panels.map(({ type, options: one, fieldConfig }) => {
    const plugin = type === "timeseries" ? "TimeSeriesPanelCfg" : "BarGaugePanelCfg";
    const custom = fieldConfig.defaults.custom;
    return `{ const options: Plain<${plugin}.Options> = ${JSON.stringify(one)}; void options; ${
      custom === undefined
        ? ""
        : `const custom: Plain<TimeSeriesPanelCfg.FieldConfig> = ${JSON.stringify(custom)}; void custom;`
    } }`;
  });
  return `export const board${index}: Plain<Dashboard> = ${JSON.stringify(board)};\n${options.join("\n")}`;
}

function compile(folder: string): string {
  const schema = "@grafana/schema/dist/esm/raw/composable";
  writeFileSync(
    path.join(folder, "grafana.ts"),
    `export type { Dashboard } from "@grafana/schema";
export type * as BarGaugePanelCfg from "${schema}/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen";
export type * as TimeSeriesPanelCfg from "${schema}/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";
`,
  );
  const compilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    module: "nodenext",
    target: "es2022",
    allowImportingTsExtensions: true,
  };
  const config = { compilerOptions, files: ["boards.ts", "grafana.ts"] };
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config));
  const args = [path.join(modules, ".bin/tsc"), "-p", folder, "--pretty", "false"];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return stdout + stderr;
}

/** The dashboards that are written for the console. */
function consoleFile(of: typeof catalog): {
  form: string;
  dashboards: { name: string; charts: { title: string; sources: unknown[] }[] }[];
} {
  return JSON.parse(toConsole(of).files[0]!.text) as ReturnType<typeof consoleFile>;
}

test("console dashboards name the first and the last step of a journey, and have no charts of one without", () => {
  const chartsOf = (steps: readonly string[]): readonly unknown[] => {
    const journeys = catalog.journeys.map((one) => ({ ...one, steps, ordered: false }));
    const board = consoleFile({ ...catalog, journeys }).dashboards.find(({ name }) => name === "journeys");
    return board?.charts ?? [];
  };
  expect(chartsOf(["landing", "cart", "done"])[0]).toEqual({
    title: "checkout: started",
    sources: [{ funnel: "checkout", measure: "entered", from: "landing", to: "done" }],
  });
  expect(chartsOf(["landing"])).toEqual([]);
  expect(chartsOf([])).toEqual([]);
});

test("console dashboards keep what Prometheus cannot compute", () => {
  const { form, dashboards } = consoleFile(catalog);
  expect(form).toBe("telltale.dashboards/1");
  const charts = dashboards.flatMap((board) => board.charts);
  expect(charts).toContainEqual({
    title: "order: stuck",
    sources: [{ workflow: "order", measure: "stuck" }],
  });
  // without a timeout nothing is stuck
  expect(charts.map(({ title }) => title)).not.toContain("return: stuck");
  expect(charts).toContainEqual({ title: "Spans", sources: [{ span: "charge card", measure: "p95" }] });
  expect(dashboards.map(({ name }) => name)).toEqual([
    "transactions",
    "journeys",
    "workflows",
    "metrics",
    "board board",
  ]);
});
