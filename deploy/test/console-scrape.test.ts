// The job `telltale-console` of deploy/prometheus/prometheus.yml: a real Prometheus scrapes a real console, with a token of the scope `read`.
// @module-tag extended
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { expect, onTestFinished, test } from "vitest";
import { end } from "../../tools/child.ts";
import { startConsole } from "../../tools/console-process.ts";
import { findPrometheus, startPrometheus } from "../../tools/prometheus.ts";
import { root } from "../../tools/source-files.ts";

const bin = findPrometheus();
if (bin === undefined && process.env["TELLTALE_SERVICES"] === "required")
  throw new Error("no Prometheus, and TELLTALE_SERVICES=required");

interface Config {
  readonly global: Readonly<Record<string, string>>;
  readonly scrape_configs: readonly {
    readonly job_name: string;
    readonly authorization?: { readonly credentials_file: string };
  }[];
}

interface Target {
  readonly health: string;
  readonly lastError: string;
}

interface Answer<T> {
  readonly data: T;
}

test.skipIf(bin === undefined)(
  "Prometheus scrapes the console with its token, and is refused without",
  { timeout: 240_000 },
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "telltale-scrape-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const place = path.join(root, "deploy/prometheus");
    const config = parse(readFileSync(path.join(place, "prometheus.yml"), "utf8")) as Config;
    const job = config.scrape_configs.find(({ job_name }) => job_name === "telltale-console")!;
    const data = path.join(folder, "console");
    const token = "a-token-that-only-tests-have";
    const tokenFile = path.join(folder, "own-token");
    writeFileSync(tokenFile, token);
    const console_ = await startConsole(data, undefined, ["--token-file", tokenFile]);
    onTestFinished(async () => void (await console_.stop()));

    // as the comment in prometheus.yml has it
    const made = spawnSync(
      process.execPath,
      [
        path.join(root, "packages/console/dist/cli.js"),
        "token",
        "create",
        "--name",
        "prometheus",
        "--scope",
        "read",
        "--url",
        console_.addresses.page,
        "--token-file",
        tokenFile,
      ],
      { encoding: "utf8" },
    );
    expect(made).toMatchObject({ status: 0 });
    const folderOfPrometheus = path.join(folder, "prometheus");
    mkdirSync(folderOfPrometheus);
    cpSync(path.join(place, "rules"), path.join(folderOfPrometheus, "rules"), { recursive: true });
    writeFileSync(
      path.join(folderOfPrometheus, job.authorization!.credentials_file),
      /tltk_[\w-]+/.exec(made.stdout)?.[0] ?? "",
    );
    const { host } = new URL(console_.addresses.page);
    const static_configs = [{ targets: [host] }];
    const file = path.join(folderOfPrometheus, "prometheus.yml");
    writeFileSync(
      file,
      stringify({
        ...config,
        global: { scrape_interval: "1s", evaluation_interval: "1s" },
        scrape_configs: [{ ...job, static_configs }],
      }),
    );
    const { url, child } = await startPrometheus(bin!, file);
    onTestFinished(async () => void (await end(child)));
    const ask = async <T>(what: string): Promise<T | undefined> => {
      const response = await fetch(`${url}/api/v1/${what}`).catch(() => undefined);
      return response?.ok === true ? ((await response.json()) as Answer<T>).data : undefined;
    };
    type Targets = { readonly activeTargets: readonly (Target & { readonly scrapePool: string })[] };
    const healthOf = async (pool: string): Promise<Target | undefined> =>
      (await ask<Targets>("targets"))?.activeTargets.find(({ scrapePool }) => scrapePool === pool);
    await expect
      .poll(async () => healthOf("telltale-console"), { timeout: 90_000 })
      .toMatchObject({ health: "up", lastError: "" });
    // the token was needed
    expect((await fetch(`${console_.addresses.page}/metrics`)).status).toBe(401);
    const query = async (expr: string): Promise<number | undefined> =>
      (await ask<{ readonly result: readonly unknown[] }>(`query?query=${encodeURIComponent(expr)}`))?.result
        .length;
    const queries = blocksOf("promql", "backends-queries").filter((expr) =>
      expr.includes("telltale_console_"),
    );
    expect(queries.length).toBeGreaterThan(1);
    for (const expr of queries)
      await expect.poll(() => query(expr.replaceAll("[5m]", "[1m]")), { timeout: 90_000 }).toBeGreaterThan(0);
    // conditions of alerts, none of which holds
    const conditions = blocksOf("promql", "prometheus-scrape");
    expect(conditions.length).toBeGreaterThan(1);
    for (const expr of conditions) expect(await query(expr)).toBe(0);
  },
);

/** The queries of a guide in one language. */
function blocksOf(language: string, guide: string): string[] {
  const page = readFileSync(path.join(root, `docs/guide/${guide}.md`), "utf8");
  return [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text]) =>
    text!.trim(),
  );
}
