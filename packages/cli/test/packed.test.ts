// The command as it would be published, beside the library: installed in an empty folder, run on every Node it promises, and the whole way
// once: an application is bundled, its maps are uploaded to a console that runs, and its errors have the lines of the sources.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ErrorsResult, LogsResult, SourceMapsResult, StackFrames } from "contract";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { startConsole } from "../../../tools/console-process.ts";
import { describeNodes } from "../../../tools/testing/nodes.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly cliPack: { readonly tarball: string; readonly files: readonly string[] };
    readonly telltalePack: { readonly tarball: string; readonly files: readonly string[] };
    readonly runtimes: Readonly<Record<string, string>>;
    readonly compilers: Readonly<Record<string, string>>;
  }
}

const pack = inject("cliPack");
const folder = mkdtempSync(path.join(tmpdir(), "telltale-cli-installed-"));
const promised = Object.entries(inject("runtimes")).filter(([version]) => !version.startsWith("v18."));
const canRun = process.platform === "linux" && process.arch === "x64";
if (!canRun) console.log("skipped: maps of a console that runs: its engine has no package for this platform");

beforeAll(() => {
  writeFileSync(path.join(folder, "package.json"), `{ "private": true }`);
  const tarballs = [pack.tarball, inject("telltalePack").tarball];
  execFileSync("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs], {
    cwd: folder,
    stdio: "pipe",
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command of the library or of this package. */
function command(
  node: string,
  name: "telltale" | "telltale-cli",
  ...args: string[]
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const bin = path.join(folder, "node_modules", ".bin", name);
  const { status, stdout, stderr } = spawnSync(node, [bin, ...args], { cwd: folder, encoding: "utf8" });
  return { status, stdout, stderr };
}

test("the tarball has the command, the entry for alerts with its types, licence, notices and readme, and nothing else", () => {
  // what a command loads when it runs is in chunks
  const others = pack.files.filter((file) => !/^dist\/chunks\/[\w.-]+\.js$/.test(file));
  expect(others.toSorted()).toEqual([
    "LICENSE",
    "README.md",
    "dist/THIRD-PARTY-NOTICES.txt",
    "dist/alerts.d.ts",
    "dist/alerts.js",
    "dist/cli.js",
    "package.json",
  ]);
});

const rulesFile = `import { defineAlert, scenario, transactions } from "telltale-cli/alerts";
export const purchasesFail = defineAlert({
  name: "Purchases fail",
  on: { transaction: "purchase", measure: "failure" },
  when: { above: 0.3, recover: 0.2 },
  for: "2m",
  severity: "page",
});
export const outage = scenario({
  start: "2026-03-02T09:00:00Z",
  for: "2h",
  data: [transactions("purchase", { perHour: 6000, completion: { start: 0.95, "10:00": 0.2, "10:30": 0.95 } })],
});
`;

describe.each(Object.entries(inject("compilers")))(
  "TypeScript %s",
  { tags: ["extended"] },
  (_version, tsc) => {
    /** The codes of the compiler's errors in each of the files with these texts. */
    function errorsOf(texts: readonly string[]): readonly (readonly string[])[] {
      const place = mkdtempSync(path.join(folder, "types-"));
      const sources = texts.map((_text, at) => path.join(place, `rules-${at}.mts`));
      for (const [at, source] of sources.entries()) writeFileSync(source, texts[at]!);
      const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022"];
      const { stdout } = spawnSync(process.execPath, [tsc, ...options, ...sources], {
        cwd: folder,
        encoding: "utf8",
      });
      const found = [...stdout.matchAll(/^(?:.*rules-(\d+)\.mts.*: )?error (TS\d+)/gm)];
      // one that is of no file is of each
      return texts.map((_text, at) =>
        found.filter(([, file = at]) => Number(file) === at).map(([, , code]) => code!),
      );
    }

    test("rules, a scenario and expectations are typed by the declarations, which need no other types", () => {
      const use = `import { expectAlert, readRules, type Timeline } from "telltale-cli/alerts";
const all: Timeline = expectAlert(purchasesFail, outage).toFire("Purchases fail", { within: "5m" }).timeline;
const severity: "page" | "ticket" | "info" | undefined = purchasesFail.severity;
export const rest = [all.changes[0]?.value?.toFixed(2), severity, readRules("alerts").then((file) => file.objectives?.length)];
`;
      expect(errorsOf([rulesFile + use])).toEqual([[]]);
    });

    test("a rule with a mistake does not compile", () => {
      const mistakes = {
        "an unknown condition": "{ name: 'a', on: { metric: 'jobs' }, when: { abov: 1 } }",
        "an unknown measure":
          "{ name: 'a', on: { transaction: 'buy', measure: 'fails' }, when: { above: 1 } }",
        "a limit that is text": "{ name: 'a', on: { metric: 'jobs' }, when: { above: '1' } }",
        "an unknown severity": "{ name: 'a', on: { metric: 'jobs' }, when: { above: 1 }, severity: 'high' }",
        "an unknown field": "{ name: 'a', on: { metric: 'jobs' }, when: { above: 1 }, windw: '5m' }",
        "no name": "{ on: { metric: 'jobs' }, when: { above: 1 } }",
      };
      const errors = errorsOf(
        Object.values(mistakes).map(
          (rule) =>
            `import { defineAlert } from "telltale-cli/alerts";\nexport const a = defineAlert(${rule});\n`,
        ),
      );
      const expected = [expect.stringMatching(/^TS2(?:322|345|353|561|741)$/)];
      const names = Object.keys(mistakes);
      expect(Object.fromEntries(names.map((name, at) => [name, errors[at]]))).toEqual(
        Object.fromEntries(names.map((name) => [name, expected])),
      );
    });
  },
);

describeNodes(promised, (version, node) => {
  test("prints its version and its help, by both names, and rejects unknown commands", () => {
    const manifest = path.join(folder, "node_modules", "telltale-cli", "package.json");
    const { version: own } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
    expect(command(node, "telltale-cli", "--version")).toEqual({ status: 0, stdout: `${own}\n`, stderr: "" });
    for (const name of ["telltale", "telltale-cli"] as const) {
      const help = command(node, name, "sourcemaps", "upload", "--help");
      expect(help).toMatchObject({ status: 0, stderr: "" });
      expect(help.stdout).toContain("Usage: telltale sourcemaps upload [options] DIR");
      expect(command(node, name, "sourcemaps", "upload", "none")).toMatchObject({ status: 2, stdout: "" });
    }
    expect(spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim()).toBe(version);
  });

  test("replays rules over a scenario, from the command line and in a program", () => {
    const rules = path.join(mkdtempSync(path.join(folder, "rules-")), "rules.mts");
    writeFileSync(rules, rulesFile);
    const replayed = command(node, "telltale", "replay", rules, rules);
    expect(replayed).toMatchObject({ status: 0, stderr: "" });
    expect(replayed.stdout).toMatch(/2026-03-02 10:0\d:00Z {2}firing {2}.*Purchases fail/);
    const program = path.join(path.dirname(rules), "program.mjs");
    writeFileSync(
      program,
      `import { expectAlert, readData, readRules } from "telltale-cli/alerts";
const expectations = expectAlert(await readRules(${JSON.stringify(rules)}), await readData([${JSON.stringify(rules)}]));
expectations.toFire("Purchases fail", { after: "10:00", within: "5m" }).toFireOnly("Purchases fail");
try { expectations.notToFire(); } catch (error) { console.log(error.name); }
`,
    );
    expect(spawnSync(node, [program], { cwd: folder, encoding: "utf8" })).toMatchObject({
      status: 0,
      stdout: "UnexpectedTimeline\n",
      stderr: "",
    });
  });

  test.runIf(canRun)(
    "errors of a bundled application have the lines of its sources after an upload",
    { timeout: 180_000, tags: ["extended"] },
    async () => {
      const data = mkdtempSync(path.join(tmpdir(), "telltale-cli-console-"));
      const running = await startConsole(data);
      onTestFinished(async () => {
        await running.stop();
        rmSync(data, { recursive: true, force: true });
      });
      const { page, otlpHttp } = running.addresses;
      const dist = await bundle(version);
      const upload = (): ReturnType<typeof command> =>
        command(node, "telltale", "sourcemaps", "upload", dist, "--console", page, "--release", "1.2.3");

      expect(command(node, "telltale", "sourcemaps", "inject", dist)).toMatchObject({ status: 0 });
      expect(upload()).toMatchObject({
        status: 0,
        stderr: expect.stringMatching(/^Uploaded 1 source maps/) as string,
      });
      expect(upload().stderr).toContain("the console had 1");

      // what is deployed: without maps
      rmSync(path.join(dist, "app.mjs.map"));
      execFileSync(node, [path.join(dist, "app.mjs")], {
        cwd: folder,
        env: { PATH: process.env["PATH"], OTEL_EXPORTER_OTLP_ENDPOINT: otlpHttp },
      });
      const { items } = await ask<ErrorsResult>(page, "/api/errors");
      expect(items).toMatchObject([{ type: "CartError", count: 1 }]);
      const [record] = (await ask<LogsResult>(page, "/api/logs?eventName=exception")).items;
      const { stacks } = await ask<StackFrames>(page, `/api/logs/${record!.id}/frames`);
      const [first, second] = stacks[0]!.frames.filter(({ application }) => application);
      expect(first!.file).toMatch(/dist-[^/]*\/app\.mjs$/);
      expect(first!.original).toMatchObject({ line: 5, functionName: "sum", ignored: false });
      expect(first!.original!.source).toMatch(/cart\.ts$/);
      expect(first!.original!.context!.lines[5 - first!.original!.context!.firstLine]).toBe(
        '  if (items === undefined) throw new CartError("no cart");',
      );
      expect(second!.original).toMatchObject({ line: 10, functionName: "total" });
      expect((await ask<SourceMapsResult>(page, "/api/sourcemaps")).items).toMatchObject([
        { file: "app.mjs", release: "1.2.3", complete: true },
      ]);
    },
  );
});

/** Bundles the application of `fixtures/bundled`, minified, with a map, and resolves to the folder of the build. */
async function bundle(version: string): Promise<string> {
  const source = path.join(folder, "src");
  cpSync(path.join(import.meta.dirname, "fixtures", "bundled"), source, { recursive: true });
  const dist = path.join(folder, `dist-${version}`);
  const build = await rolldown({
    input: path.join(source, "app.ts"),
    platform: "node",
    external: ["telltale"],
  });
  await build.write({ file: path.join(dist, "app.mjs"), format: "esm", sourcemap: true, minify: true });
  return dist;
}

async function ask<Result>(page: string, place: string): Promise<Result> {
  const response = await fetch(new URL(place, page));
  expect(response.status).toBe(200);
  return (await response.json()) as Result;
}
