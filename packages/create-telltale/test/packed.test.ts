// The templates as a user gets them: the published command writes a service into an empty folder, its packages are installed from what would
// be published, its own tests pass, and its telemetry arrives, on every Node it promises.
// @module-tag extended
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { describeNodes } from "../../../tools/testing/nodes.ts";
import { attributesOf, type Receiver } from "../../telltale/test/engine/receiver.ts";
import { type ServiceRequest, serve } from "./service.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly createPack: { readonly tarball: string; readonly files: readonly string[] };
    readonly telltalePack: { readonly tarball: string; readonly files: readonly string[] };
    readonly cliPack: { readonly tarball: string; readonly files: readonly string[] };
    readonly runtimes: Readonly<Record<string, string>>;
  }
}

const pack = inject("createPack");
const folder = mkdtempSync(path.join(tmpdir(), "telltale-create-"));
const promised = Object.entries(inject("runtimes")).filter(([version]) => !version.startsWith("v18."));
const oldestAndNewest = [promised[0]!, promised.at(-1)!];
const oldest = promised[0]![1];
const command = path.join(folder, "node_modules", "create-telltale", "dist", "cli.js");
const service = (template: string): string => path.join(folder, `shop-${template}`);

function run(
  cwd: string,
  program: string,
  ...args: string[]
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: "utf8" });
  return { status, stdout, stderr };
}

/** What a program prints that must end well. */
function printed(cwd: string, program: string, ...args: string[]): string {
  const { status, stdout, stderr } = run(cwd, program, ...args);
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${stdout}${stderr}`);
}

const install = (cwd: string, ...tarballs: string[]): string =>
  printed(cwd, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs);

let created: string;
beforeAll(() => {
  mkdirSync(path.join(folder, "node_modules"));
  install(folder, pack.tarball);
  const create = (template: string): string =>
    printed(folder, oldest, command, `shop-${template}`, "--template", template, "--no-install");
  created = create("typescript");
  create("javascript");
  install(service("typescript"), inject("telltalePack").tarball, inject("cliPack").tarball);
  printed(service("typescript"), "npm", "run", "build");
  // the same packages
  symlinkSync(
    path.join(service("typescript"), "node_modules"),
    path.join(service("javascript"), "node_modules"),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the tarball has the command, the templates, licence and readme, and nothing else", () => {
  const files = pack.files.filter((file) => !file.startsWith("template/"));
  expect(files.toSorted()).toEqual(["LICENSE", "README.md", "dist/cli.js", "package.json"]);
  expect(pack.files.filter((file) => file.startsWith("template/")).length).toBeGreaterThan(15);
});

test("the command says what to do next", () => {
  expect(created).toContain("Created shop-typescript in ");
  expect(created).toContain("\n  cd shop-typescript\n  npm install\n  npm test\n  npm start\n");
});

test("a service depends on the packages of the version that created it, and has its name everywhere", () => {
  const { version } = JSON.parse(
    readFileSync(path.join(folder, "node_modules/create-telltale/package.json"), "utf8"),
  ) as { version: string };
  const { status } = run(folder, oldest, command, "named", "--name", "shop-orders", "--no-install");
  expect(status).toBe(0);
  const place = path.join(folder, "named");
  const manifest = JSON.parse(readFileSync(path.join(place, "package.json"), "utf8")) as Record<
    string,
    object
  >;
  expect(manifest).toMatchObject({
    name: "shop-orders",
    dependencies: { telltale: version },
    devDependencies: { "telltale-cli": version },
  });
  expect(Object.keys(manifest["dependencies"]!)).toEqual(["telltale"]);
  for (const file of ["README.md", "src/main.ts", "src/catalog.ts"]) {
    const text = readFileSync(path.join(place, file), "utf8");
    expect(text).toContain("shop-orders");
    expect(text).not.toContain("my-service");
  }
});

const requests: readonly ServiceRequest[] = [
  { method: "GET", path: "/products" },
  { method: "POST", path: "/orders", body: '{ "items": 2, "amount": "99.80" }' },
  { method: "POST", path: "/orders", body: '{ "items": 1, "amount": "9.80", "card": "declined" }' },
  { method: "POST", path: "/orders", body: '{ "items": 1, "amount": "9.80", "card": "offline" }' },
  { method: "POST", path: "/orders", body: '{ "items": 0, "amount": "9.80" }' },
  { method: "POST", path: "/orders", body: "{" },
  { method: "GET", path: "/nowhere" },
];

describe.each([
  { template: "typescript", code: "dist" },
  { template: "javascript", code: "src" },
])("the template $template", ({ template, code }) => {
  const place = service(template);

  test("its catalog has no findings", () => {
    expect(run(place, "npm", "run", "check").stdout).toContain("No findings.");
  });

  test("its Dockerfile starts what `npm start` starts", () => {
    const read = (file: string): string => readFileSync(path.join(place, file), "utf8");
    const { scripts } = JSON.parse(read("package.json")) as { scripts: { start: string } };
    const [, line] = /^CMD (\[.*\])$/m.exec(read("Dockerfile")) ?? [];
    expect((JSON.parse(line!) as string[]).join(" ")).toBe(scripts.start);
  });

  describeNodes(template === "typescript" ? promised : oldestAndNewest, (version, node) => {
    test.runIf(oldestAndNewest.some(([one]) => one === version))("its tests pass", () => {
      const files = ["orders", "alerts"].map((name) => `${code}/${name}.test.js`);
      const { status, stdout } = run(place, node, "--test", "--test-reporter=tap", ...files);
      expect({ status, passed: /^# pass (\d+)$/m.exec(stdout)?.[1] }).toEqual({
        status: 0,
        passed: "6",
      });
    });

    test("its telemetry arrives", async () => {
      const args = ["--import", "telltale/register", `${code}/main.js`];
      const { receiver, answers, ...ended } = await serve(node, place, args, requests);
      expect(ended).toMatchObject({ code: 0, stderr: "" });
      expect(answers.map(({ status }) => status)).toEqual([200, 201, 402, 500, 400, 400, 404]);
      expect(answers[4]!.body).toEqual({ error: "`items`: expected a whole number from 1 to 100" });
      expectTelemetry(receiver, `shop-${template}`);
    });
  });
});

function expectTelemetry(receiver: Receiver, name: string): void {
  const spans = receiver.spans();
  expect(new Set(spans.map(({ resource }) => attributesOf(resource)["service.name"]))).toEqual(
    new Set([name]),
  );
  expect(spans.map((span) => span["name"] as string).toSorted()).toEqual([
    "GET",
    "GET /products",
    ...Array.from({ length: 5 }, () => "POST /orders"),
    ...Array.from({ length: 3 }, () => "authorise payment"),
    ...Array.from({ length: 3 }, () => "transaction order"),
  ]);
  const order = spans.filter((span) => span["name"] === "transaction order").map(attributesOf);
  expect(order.map((attributes) => attributes["user.id"])).toEqual(["u1", "u1", "u1"]);

  const logs = receiver.logs();
  const ends = logs
    .filter((record) => record["eventName"] === "telltale.transaction.ended")
    .map((record) => attributesOf(record)["telltale.transaction.outcome"]);
  expect(ends.toSorted()).toEqual(["completed", "failed", "failed"]);
  const steps = logs
    .filter((record) => record["eventName"] === "telltale.journey.step")
    .map((record) => attributesOf(record)["telltale.journey.step"]);
  expect(steps).toEqual(["products seen", "order sent", "order paid", "order sent", "order sent"]);
  const errors = logs.filter((record) => record["eventName"] === "exception").map(attributesOf);
  expect(errors).toMatchObject([{ "exception.type": "PaymentError", "user.id": "u1" }]);

  const sold = receiver.metrics().find((metric) => metric["name"] === "shop.items.sold");
  const [point] = sold!["sum"]["dataPoints"] as Parameters<typeof attributesOf>[0][];
  expect(Number(point?.["asInt"] ?? point?.["asDouble"])).toBe(2);
  expect(attributesOf(point)).toMatchObject({ "payment.method": "card" });
}
