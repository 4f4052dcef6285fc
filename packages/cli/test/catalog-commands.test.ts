// The commands of the catalog as a user runs them: files, git, a console that answers, exit codes.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { checkCommand } from "../src/catalog/check-command.ts";
import { diffCommand } from "../src/catalog/diff-command.ts";
import { docsCommand } from "../src/catalog/docs-command.ts";
import { readArguments } from "../src/command.ts";
import { cli } from "./program.ts";
import { type Ended, runCommand } from "./run-command.ts";

// `catalog check` and others start processes, which wait while other tests run
vi.setConfig({ testTimeout: 180_000 });

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), "telltale-catalog-")));
  mkdirSync(path.join(folder, "tmp"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

async function run(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, ["--conditions=telltale-source", cli, ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"], TMPDIR: path.join(folder, "tmp") },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, stdout, stderr })));
}

const check = (...args: readonly string[]): Promise<Ended> => runCommand(checkCommand, args, folder);

const runbook = "https://wiki.example/orders";
/** `change` replaces the first text with the second. */
function catalogText(...change: readonly (readonly [from: string, to: string])[]): string {
  let text = `import { payment } from "./payment.ts";

export const shop = {
  name: "shop",
  version: "1.0.0",
  owner: "team-checkout",
  attributes: { "payment.method": payment },
  metrics: {
    "shop.orders": {
      kind: "counter",
      unit: "{order}",
      description: "Orders that were paid.",
      attributes: ["payment.method"],
    },
  },
  alerts: {
    few: {
      on: { metric: "shop.orders", aggregation: "rate", where: { "payment.method": "card" } },
      when: { below: 1 },
      description: "Hardly any orders.",
      runbook: "${runbook}",
    },
  },
} as const;
`;
  for (const [from, to] of change) text = text.replace(from, to);
  return text;
}
const payment = `export const payment = { type: ["card", "invoice"], description: "How it is paid." } as const;\n`;

test("check finds nothing in a catalog that follows the rules", async () => {
  write({ "src/catalog.ts": catalogText(), "src/payment.ts": payment });
  expect(await run("catalog", "check")).toEqual({ status: 0, stdout: "No findings.\n", stderr: "" });
});

test("check names file, line and fix, and fails by level", async () => {
  write({
    "src/catalog.ts": catalogText(["{order}", "orders"], [`runbook: "${runbook}",`, ""]),
    "src/payment.ts": payment.replace(`"invoice"`, `"Card"`),
  });
  const { status, stdout } = await run("catalog", "check", "src/catalog.ts");
  expect(status).toBe(1);
  expect(stdout).toContain("src/catalog.ts:11:7  violation  `orders` is not a unit of UCUM");
  expect(stdout).toContain("    Write `{order}`.\n");
  expect(stdout).toContain("src/payment.ts:1:41  violation  The value `Card`");
  expect(stdout).toContain("src/catalog.ts:17:5  violation  The alert `few` (ticket) has no runbook");
  expect(stdout).toMatch(/3 findings: 3 violations\.\n$/);

  const json = await check("--format", "json", "--output", "out/findings.json");
  expect(json).toEqual({ status: 1, stdout: "", stderr: "" });
  expect(JSON.parse(readFileSync(path.join(folder, "out/findings.json"), "utf8"))).toMatchObject({
    summary: { violation: 3, improvement: 0, information: 0 },
  });
  const github = await check("--format", "github");
  expect(github.stdout).toMatch(/^::error file=src\/catalog\.ts,line=11,col=7,title=unit-ucum::/m);
  const ignored = await check(
    "--ignore",
    "unit-ucum",
    "--ignore",
    "runbook-missing,attribute-member-confusable",
  );
  expect(ignored).toMatchObject({ status: 0, stdout: "No findings.\n" });
});

test("check reports a declaration that cannot be resolved as findings with places", async () => {
  write({
    "src/catalog.ts": catalogText([`attributes: ["payment`, `attributes: ["paymemt`]),
    "src/payment.ts": payment,
  });
  const { status, stdout } = await check();
  expect(status).toBe(1);
  expect(stdout).toContain(
    'src/catalog.ts:13:7  violation  `metrics."shop.orders".attributes`: `paymemt.method` is not declared.',
  );
  expect(stdout).toContain("Did you mean `payment.method`?");
});

test.each([
  [["catalog", "check", "--format", "xml"], "There is no format `xml`."],
  [["catalog", "check", "--fail-on", "all"], "There is not a level `all`."],
  [["catalog", "check", "--ignore", "nothing"], "There is no rule `nothing`."],
  [["catalog", "check", "none.ts"], "There is no catalog file none.ts."],
  [["catalog", "docs", "--format", "pdf"], "There is no format `pdf`."],
  [["catalog", "docs", "--format", "site"], "A site needs a folder."],
  [["catalog", "docs", "--site", "a", "--output", "b"], "excludes"],
  [["catalog", "docs", "--check"], "`--check` compares files."],
  [["catalog", "docs", "--console", "ftp://x"], "expected an http or https URL"],
  [["catalog", "diff", "a.ts"], "needs NEW"],
  [["catalog", "diff", "a.ts", "b.ts", "c.ts"], "takes OLD NEW, not 3 arguments"],
  [["catalog", "diff", "git:x", "b.ts"], "is not a file of a git revision"],
  [["catalog", "diff", "none.json", "b.ts"], "Cannot read none.json"],
  [["catalog", "diff", "a.ts", "b.ts", "--fail-on", "safe"], "There is no impact `safe`."],
])("wrong usage: %j", async (args, message) => {
  const command = [checkCommand, diffCommand, docsCommand].find(
    ({ name }) => name === args.slice(0, 2).join(" "),
  )!;
  const silent = { variables: {}, print: () => {}, report: () => {} };
  const failure: unknown = await (async () => {
    const { args: positionals, values } = readArguments(command, args.slice(2), {});
    return command.run(positionals, values, silent);
  })().catch((error: unknown) => error);
  expect(failure).toMatchObject({
    name: "Failure",
    exit: 2,
    message: expect.stringContaining(message) as string,
    fix: expect.stringMatching(/./) as string,
  });
});

test("a time before now needs no equals sign", () => {
  const read = (...args: string[]): unknown => readArguments(checkCommand, args, {});
  expect(read("a.ts", "--live", "--from", "-7d")).toMatchObject({ args: ["a.ts"], values: { from: "-7d" } });
  expect(read("--from=-7d", "--service", "shop")).toMatchObject({ values: { from: "-7d", service: "shop" } });
  expect(() => read("--from", "--live")).toThrow("--from");
  expect(() => read("--live", "-7d")).toThrow("-7");
});

test("a folder without a catalog is wrong usage", async () => {
  const { status, stderr } = await check();
  expect(stderr).toContain("telltale: There is no catalog in");
  expect(stderr).toContain("telltale.catalog.ts, ");
  expect(status).toBe(2);
});

test("the start of one command loads no parser of another", async () => {
  const { stdout } = await run("catalog", "check", "--help");
  expect(stdout).toContain("Usage: telltale catalog check [options] [FILE]");
  const program = `import { registerHooks } from "node:module"; const seen = [];
registerHooks({ load(url, context, next) { seen.push(url); return next(url, context); } });
process.argv[2] = "sourcemaps"; process.argv[3] = "inject"; process.argv[4] = "none";
await import(${JSON.stringify(cli)});
console.log(seen.filter((url) => /oxc-parser|jiti|semconv|yaml/.test(url)).length, seen.length > 3);`;
  write({ "start.mjs": program });
  const { stdout: loaded } = spawnSync(
    process.execPath,
    ["--conditions=telltale-source", path.join(folder, "start.mjs"), "x"],
    { encoding: "utf8" },
  );
  expect(loaded.trim().endsWith("0 true")).toBe(true);
});

function git(...args: readonly string[]): void {
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
    cwd: folder,
    stdio: "pipe",
  });
}

test("diff compares with a git revision, imports included", { tags: ["extended"] }, async () => {
  write({
    "package.json": `{ "type": "module" }`,
    "app/src/catalog.ts": catalogText(),
    "app/src/payment.ts": payment,
  });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-qm", "first");
  const same = await run("catalog", "diff", "git:main:app/src/catalog.ts", "app/src/catalog.ts");
  expect(same).toEqual({ status: 0, stdout: "No changes.\n", stderr: "" });

  write({
    "app/src/catalog.ts": catalogText(["Orders that were paid.", "Paid orders."]),
    "app/src/payment.ts": payment.replace(`["card", "invoice"]`, `["invoice"]`),
  });
  write({ "app/src/catalog.ts": catalogText([`where: { "payment.method": "card" }`, ""]) });
  const args = ["catalog", "diff", "git:HEAD:app/src/catalog.ts", "app/src/catalog.ts"];
  const changed = await run(...args);
  expect(changed.status).toBe(1);
  expect(changed.stdout).toContain(
    "app/src/payment.ts:1:26  breaking  attribute payment.method: values removed: `card`",
  );
  expect(changed.stdout).toContain("    used by alert few\n    used by metric shop.orders\n");
  expect(changed.stdout).toContain("app/src/catalog.ts:18:7  risky  alert few: condition changed");
  expect(changed.stdout).toContain("a breaking change asks for 2.0.0");
  expect(await run(...args, "--fail-on", "never", "--format", "markdown")).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("### Breaking (1)") as string,
  });
  expect((await run(...args, "--format", "github")).stdout).toMatch(
    /^::error file=app\/src\/payment\.ts,line=1/m,
  );
  expect(readdirSync(path.join(folder, "tmp"))).toEqual([]);

  const missing = await run("catalog", "diff", "git:HEAD:none.ts", "app/src/catalog.ts");
  expect(missing).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("has no file none.ts") as string,
  });
});

test("diff lists saved views of a console that use what changes", { tags: ["extended"] }, async () => {
  const views = [
    { name: "Cards", path: "/metrics/shop.orders", search: "?by=payment.method", shared: true },
    { name: "Other", path: "/metrics/shop.orders.late", search: "", shared: true },
    {
      name: "SQL",
      path: "/sql",
      search: `?sql=${encodeURIComponent("SELECT 1 WHERE name = 'shop.orders'")}`,
      shared: false,
    },
  ];
  const server = createServer((request, response) => {
    const isAllowed = request.url === "/api/views";
    response.writeHead(isAllowed ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(isAllowed ? { views, mayChange: true } : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  write({ "old/catalog.ts": catalogText(), "old/payment.ts": payment, "new/payment.ts": payment });
  write({
    "new/catalog.ts": catalogText([`kind: "counter"`, `kind: "gauge"`], [`aggregation: "rate", `, ""]),
  });
  const { stdout, status } = await run(
    "catalog",
    "diff",
    "old/catalog.ts",
    "new/catalog.ts",
    "--console",
    url,
    "--format",
    "json",
  );
  expect(status).toBe(1);
  const { changes } = JSON.parse(stdout) as {
    changes: { impact: string; name: string; usedBy: { name: string }[] }[];
  };
  const breaking = changes.find(({ impact }) => impact === "breaking");
  expect(breaking).toMatchObject({ name: "shop.orders", location: { file: "new/catalog.ts", line: 10 } });
  expect(breaking!.usedBy.map(({ name }) => name)).toEqual(["few", "Cards", "SQL"]);
});

test("docs writes a file, a folder, a site and JSON; --check compares", { tags: ["extended"] }, async () => {
  write({ "src/catalog.ts": catalogText(), "src/payment.ts": payment });
  const printed = await run("catalog", "docs");
  expect(printed).toMatchObject({ status: 0, stderr: "" });
  expect(printed.stdout).toContain("### `shop.orders` · counter");
  expect(printed.stdout).toContain("- **Declared in:** `src/catalog.ts:9`");

  await run("catalog", "docs", "--output", "docs/catalog.md");
  expect(readFileSync(path.join(folder, "docs/catalog.md"), "utf8")).toBe(printed.stdout);
  await run("catalog", "docs", "--output", "docs/catalog/");
  expect(readdirSync(path.join(folder, "docs/catalog"))).toEqual([
    "README.md",
    "alerts.md",
    "attributes.md",
    "metrics.md",
  ]);
  const console = "https://console.example";
  expect(await run("catalog", "docs", "--site", "site", "--console", console)).toMatchObject({ status: 0 });
  const alerts = readFileSync(path.join(folder, "site/alerts.html"), "utf8");
  expect(alerts).toContain(`href="${console}/metrics/shop.orders"`);
  expect(await run("catalog", "docs", "--site", "site", "--console", console, "--check")).toMatchObject({
    status: 0,
  });
  writeFileSync(path.join(folder, "site/alerts.html"), `${alerts} `);
  expect(await run("catalog", "docs", "--site", "site", "--console", console, "--check")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("differs site/alerts.html") as string,
  });

  await run("catalog", "docs", "--format", "json", "--output", "old.json");
  expect(await run("catalog", "diff", "old.json", "src/catalog.ts")).toMatchObject({
    stdout: "No changes.\n",
  });
});
