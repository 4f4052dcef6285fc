// The test projects. `unit` runs in seconds; the slow ones have their own projects of the same `npm test`.
import { globSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

const conditions = ["telltale-source"];
// they need a build, so that they are a project of their own
const packed = [
  "packages/*/test/packed.test.ts",
  "packages/console/test/reader.test.ts",
  "e2e/guides/*.test.ts",
  "packages/telltale/test/packed/*.test.ts",
  "packages/*/test/runtimes.test.ts",
  "packages/telltale/test/testing/runners.test.ts",
  "packages/telltale/test/zero-code/*.test.ts",
  "packages/telltale/test/platforms/*.test.ts",
];
// these replace clocks, variables or globals, or compare times, which a worker with much in it falsifies
const impure = [
  "packages/web/src/draw/trace-tree.test.ts",
  "packages/console/src/api/sql/sql-check.test.ts",
  "packages/console/src/config/linear-pattern/linear-pattern.test.ts",
  "packages/console/src/formats/hostile.test.ts",
  "packages/console/src/store/query/own-words.test.ts",
  "packages/web/src/data/client.test.ts",
  "packages/web/src/lib/time-zone.test.ts",
  "packages/console/src/config.test.ts",
  "packages/console/src/lease/lease.test.ts",
  "packages/console/src/http/body.test.ts",
  "packages/console/src/store/query/queue.test.ts",
  "packages/console/src/store/write/{flush-schedule,rollup-queue,writer-wakes}.test.ts",
  "packages/telltale/src/business/{frames,source-map,waiting-room}.test.ts",
  "packages/telltale/src/integrations/messaging-integration.test.ts",
  "packages/telltale/src/profiles/cpu-history.test.ts",
  "packages/telltale/src/sampling/tail/selection.test.ts",
];
// pure functions, which leave nothing behind: their files share a worker and what it has imported
const pure = globSync(
  [
    "packages/{otlp,alerts,catalog,detect,console,web,cli}/src/**/*.test.{ts,tsx}",
    "packages/telltale/src/{business,calls,conditions,config-file,integrations,profiles,prometheus,reading,redaction,sampling,sql}/**/*.test.ts",
    "packages/telltale/src/engine/{cardinality,metrics,tail-buffer}/*.test.ts",
  ],
  { cwd: import.meta.dirname, exclude: impure },
);
const alias = { "fast-check": fileURLToPath(new URL("tools/seeded-properties.ts", import.meta.url)) };
const shared = {
  resolve: { conditions, alias },
  ssr: { resolve: { conditions } },
};
// a busy machine is slow, not wrong
const expect = { poll: { timeout: 30_000 } };
// Tests with processes, browsers and servers get a second attempt, which the end of the run names (ADR 91): of 20,000 tests on a loaded
// machine one or two fail for it alone, and would hide what the others found.
const retry = 1;
// what one test leaves must not come to the next: those of the crash file switch it on
const env = {
  TELLTALE_CRASH_FILE: "false",
  // processes that tests start read the same sources: without their types, and compiled, once
  NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? path.join(tmpdir(), "telltale-test-compiled"),
};
// two files at a time, where vitest alone would take one on two cores: half of them wait for a process or a server
const atOnce = Math.max(2, availableParallelism() - 1);

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          env,
          retry,
          expect,
          maxWorkers: atOnce,
          testTimeout: 60_000,
          include: [
            "packages/{telltale,contract}/src/**/*.test.ts",
            "tools/**/*.test.ts",
            "bench/**/*.test.ts",
            "examples/*/src/**/*.test.ts",
            ...impure,
          ],
          exclude: pure,
        },
      },
      {
        ...shared,
        test: {
          name: "unit-pure",
          env,
          expect,
          isolate: false,
          maxWorkers: atOnce,
          testTimeout: 60_000,
          include: pure,
        },
      },
      {
        ...shared,
        test: {
          name: "whole",
          env,
          retry,
          expect,
          maxWorkers: atOnce,
          include: ["packages/*/test/**/*.test.ts", "deploy/test/**/*.test.ts"],
          exclude: packed,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        ...shared,
        test: {
          name: "packed",
          env,
          retry,
          expect,
          sequence: { groupOrder: 1 },
          maxWorkers: atOnce,
          globalSetup: "tools/packed-setup.ts",
          include: packed,
          maxConcurrency: 2,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
      {
        ...shared,
        test: {
          name: "images",
          env,
          retry,
          expect,
          sequence: { groupOrder: 1 },
          maxWorkers: atOnce,
          globalSetup: "deploy/images/test/setup.ts",
          include: ["deploy/images/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        ...shared,
        test: {
          name: "e2e",
          env,
          retry,
          expect,
          // alone: it measures what pages take
          sequence: { groupOrder: 2 },
          globalSetup: "e2e/build.ts",
          include: ["e2e/**/*.test.ts"],
          exclude: packed,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

export default config;
