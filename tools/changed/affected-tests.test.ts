// The graph of `npm test -- --changed` is complete: whatever can change has its tests.
import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";

import { queryNames } from "../queries.ts";
import { root } from "../source-files.ts";
import { affectedTests } from "./affected-tests.ts";
import { commandsOnly, declaredEdges, textEdges } from "./declared.ts";
import { readRepository } from "./repository.ts";
import { openTestGraph, type TestGraph } from "./test-graph.ts";

const { files } = readRepository();
const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file);
const sources = [...files].filter((file) => /^packages\/[\w-]+\/src\//.test(file) && !isTest(file));
let graph: TestGraph;
const gone = ["packages/otlp/src/gone.ts", "docs/guide/gone.md"];
beforeAll(async () => {
  graph = await openTestGraph(gone);
});

const testsOf = (file: string): readonly string[] => [...graph.testsOf(file).keys()];

test("each source of a package has tests", () => {
  expect(sources.length).toBeGreaterThan(3_000);
  expect(sources.filter((file) => graph.testsOf(file).size === 0)).toEqual([]);
});

test("each query has a test of the API, and one of a whole console", () => {
  const folder = "packages/console/src/";
  const names = new Set(queryNames(sources.map((file) => file.slice(folder.length))));
  const queries = sources.filter(
    (file) => file.endsWith(".sql") && names.has(path.posix.basename(file, ".sql")),
  );
  expect(queries.length).toBeGreaterThan(200);
  const without = queries.filter((file) => {
    const found = testsOf(file);
    const isAsked = found.some((one) =>
      /^packages\/console\/(?:test\/(?:api|alerts|governance)|src\/alerts)\//.test(one),
    );
    return !isAsked || !found.includes("packages/console/test/roles.test.ts");
  });
  expect(without).toEqual([]);
});

// source and test of commits of this repository that changed nothing else
test.each([
  ["packages/console/src/auth/audit.ts", "packages/console/src/auth/audit.test.ts"],
  ["packages/console/src/api/export/export.ts", "packages/console/test/reliability/export.test.ts"],
  ["packages/console/src/sql/schema/001-baseline.sql", "packages/console/test/api/indexes.test.ts"],
  ["packages/console/src/tables/internal.ts", "packages/console/test/anomaly-minutes.test.ts"],
  ["packages/console/src/store/engine/engine-user.ts", "packages/console/test/security/engine-user.test.ts"],
  ["packages/console/test/notify/endpoint.ts", "packages/console/test/notify/email.test.ts"],
  ["packages/web/src/pages/transactions/no-transactions.tsx", "packages/web/test/transactions.test.ts"],
  ["packages/web/src/ui/shell/header.module.css", "packages/web/test/long-names-business.test.ts"],
  ["packages/web/src/pages/journeys/columns-view.tsx", "packages/web/test/ways.test.ts"],
  ["packages/telltale/src/definition.ts", "packages/telltale/test/register/definitions.test.ts"],
  ["packages/telltale/src/doctor/probe.ts", "packages/telltale/test/doctor.test.ts"],
  ["packages/telltale/src/redaction/treatment.ts", "packages/telltale/test/redaction/http-canary.test.ts"],
  ["packages/telltale/src/resource/container.ts", "packages/telltale/test/packed.test.ts"],
  ["packages/telltale/tsdown.config.ts", "packages/telltale/test/packed.test.ts"],
  [
    "packages/telltale/test/fixtures/error-sources-program.ts",
    "packages/telltale/test/error-sources.test.ts",
  ],
  ["tools/node-modules.ts", "packages/telltale/test/packed.test.ts"],
  ["packages/cli/src/code/texts.ts", "packages/cli/src/code/find-uses.test.ts"],
  ["examples/shop/alerts/operations.yaml", "examples/shop/src/alerts.test.ts"],
  ["examples/file-pipeline/src/main.ts", "e2e/file-pipeline.test.ts"],
  ["tools/console-process.ts", "e2e/prometheus.test.ts"],
  ["deploy/test/models.ts", "deploy/test/guides.test.ts"],
  ["e2e/guides/machine.ts", "e2e/guides/guides.test.ts"],
])("a change of %s runs %s", (source, changed) => {
  expect(testsOf(source)).toContain(changed);
});

describe("processes", () => {
  test.each([
    ["a handler, in the built console", "packages/console/src/api/traces/traces.ts", "e2e/stories.test.ts"],
    ["a page, as it is built", "packages/web/src/pages/traces/index.tsx", "e2e/four-clicks.test.ts"],
    [
      "the engine's child",
      "packages/console/src/store/engine/child.ts",
      "packages/console/test/store-crash.test.ts",
    ],
    [
      "the thread of source maps",
      "packages/console/src/source-maps/thread.ts",
      "packages/console/test/map-reader.test.ts",
    ],
    ["the shop", "examples/shop/src/payments.ts", "e2e/counts.test.ts"],
    ["the library, in the shop", "packages/telltale/src/transaction.ts", "e2e/counts.test.ts"],
    ["a packed package", "packages/cli/src/cli.ts", "packages/cli/test/packed.test.ts"],
    [
      "a template",
      "packages/create-telltale/template/shared/gitignore",
      "packages/create-telltale/test/packed.test.ts",
    ],
    [
      "the library, in an image",
      "packages/telltale/src/register/run.ts",
      "deploy/images/test/operator.test.ts",
    ],
    ["the console, in an image", "packages/console/src/main.ts", "deploy/images/test/console.test.ts"],
    ["a guide", "docs/guide/spans.md", "e2e/guides/guides.test.ts"],
    ["a guide, on the site", "docs/guide/spans.md", "tools/docs-site.test.ts"],
    ["`npm start`", "tools/start.ts", "e2e/start.test.ts"],
    ["versions of Node.js", "tools/runtimes/package.json", "packages/telltale/test/packed.test.ts"],
    [
      "the random numbers of properties",
      "tools/seeded-properties.ts",
      "packages/telltale/src/propagation/properties.test.ts",
    ],
  ])("%s", (_, source, affected) => {
    expect(testsOf(source)).toContain(affected);
  });
});

test("a page of the console has no test of the library, and a text no test of the console's API", () => {
  expect(
    testsOf("packages/web/src/app.tsx").filter((file) => file.startsWith("packages/telltale/src/")),
  ).toEqual([]);
  expect(
    testsOf("docs/guide/spans.md").filter((file) => file.startsWith("packages/console/test/api/")),
  ).toEqual([]);
});

test("a test that changed runs itself", async () => {
  const own = "tools/changed/affected-tests.test.ts";
  expect(await affectedTests([own], graph)).toMatchObject({ files: [own], unused: [] });
});

test("the lockfile affects all tests", async () => {
  const { files: affected, total } = await affectedTests(["package-lock.json", "docs/guide/spans.md"], graph);
  expect(affected).toHaveLength(total);
});

test("a file that nothing needs affects no test", async () => {
  expect(await affectedTests(["knip.json"], graph)).toMatchObject({ files: [], unused: ["knip.json"] });
});

test("a deleted file affects what names it, and the test of links", async () => {
  const { files: affected } = await affectedTests(gone, graph);
  expect(affected).toEqual(expect.arrayContaining(["tools/docs-links.test.ts", "tools/docs-site.test.ts"]));
});

test("each file that lists the sources is declared", () => {
  const declared = new Set([...textEdges.map(({ by }) => by), ...commandsOnly]);
  const listing = [...files].filter(
    (file) =>
      /^(?:tools\/(?!changed\/)|e2e\/|deploy\/).*\.ts$/.test(file) && /\bsourceFiles\("/.test(read(file)),
  );
  expect(listing.filter((file) => !declared.has(file))).toEqual([]);
});

test("declared edges are of files that are there", () => {
  const isThere = (node: string): boolean =>
    /^(?:built|packed):|^images$/.test(node) ||
    files.has(node) ||
    [...files].some((file) => file.startsWith(node));
  const named = [
    ...declaredEdges.flatMap(({ by, needs }) => [by, ...needs]),
    ...textEdges.map(({ by }) => by),
    ...commandsOnly,
  ];
  expect(named.filter((node) => !isThere(node))).toEqual([]);
});

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
