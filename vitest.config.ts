// The test projects: one for each kind of test, and for some a second one whose files have workers of their own.
import { globSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from "vitest/config";

import { bundledLibrary } from "./tools/testing/library-bundle.ts";
import { patience } from "./tools/testing/patience.ts";
import { chosenDeadline, keepDeadline } from "./tools/testing/deadline.ts";
import { LongestFirst } from "./tools/testing/sequence.ts";
import { chosenTier, leftOut, tags } from "./tools/testing/tiers.ts";

const root = import.meta.dirname;
const deadline = chosenDeadline();
const tier = chosenTier();
const conditions = ["telltale-source"];

/** What each kind of test is about, by the files that it includes. A file belongs to the first kind that has it. */
const kinds = {
  // they need a build, so that they are a project of their own
  packed: [
    "packages/*/test/packed.test.ts",
    "packages/console/test/reader.test.ts",
    "e2e/guides/*.test.ts",
    "e2e/applications/*.test.ts",
    "packages/telltale/test/packed/*.test.ts",
    "packages/*/test/runtimes.test.ts",
    "packages/telltale/test/testing/runners.test.ts",
    "packages/telltale/test/zero-code/*.test.ts",
    "packages/telltale/test/platforms/*.test.ts",
    "tools/release/dry-run.test.ts",
  ],
  images: ["deploy/images/**/*.test.ts"],
  loads: ["bench/loads/*.test.ts"],
  // the long run mostly waits, so that it is beside other tests
  e2e: ["e2e/**/*.test.ts", "bench/long-run/long-run.test.ts"],
  browser: ["packages/web/test/**/*.test.ts"],
  store: ["packages/console/test/**/*.test.ts"],
  whole: ["packages/*/test/**/*.test.ts", "deploy/test/**/*.test.ts"],
  unit: [
    "packages/*/src/**/*.test.{ts,tsx}",
    "tools/**/*.test.ts",
    "bench/**/*.test.ts",
    "examples/*/src/**/*.test.ts",
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type Kind = keyof typeof kinds;

// files with a worker of their own, by their reason
const impure = [
  // they take the library, or a module that it uses, a second time: other files must not meet these copies
  "packages/telltale/src/workflow.test.ts",
  // what they start, define, observe and instrument (channels of node:http and databases, the console) is the process's until it ends
  "packages/telltale/test/**/*.test.ts",
  // they replace clocks, variables or globals, or compare times, which a worker with much in it falsifies
  "packages/web/src/draw/trace-tree.test.ts",
  "packages/console/src/api/sql/sql-check.test.ts",
  "packages/console/test/oracle/daylight-saving.test.ts",
  "packages/console/src/config/linear-pattern/linear-pattern.test.ts",
  "packages/console/src/formats/hostile.test.ts",
  "packages/console/src/store/query/own-words.test.ts",
  "packages/web/src/data/client.test.ts",
  "packages/web/src/lib/time-zone.test.ts",
  "packages/web/src/state/live/join-hub.test.ts",
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

/** Files with `vi.mock` or `vi.resetModules`, which do not reach into a bundle. */
const replacing = [
  "packages/telltale/test/{metrics/early,engine/api}-1-10.test.ts",
  "packages/telltale/test/databases/two-copies.test.ts",
  "packages/telltale/src/workflow.test.ts",
];

const filesOf = (patterns: readonly string[]): string[] =>
  globSync(patterns, { cwd: root, exclude: ["**/node_modules/**", "**/dist/**"] });
const impureFiles = new Set(filesOf(impure));
const replacingFiles = new Set(filesOf(replacing));
const files = chooseFiles();

function chooseFiles(): Readonly<Record<Kind, readonly string[]>> {
  const chosen = {} as Record<Kind, readonly string[]>;
  const claimed = new Set<string>();
  for (const kind of Object.keys(kinds) as Kind[]) {
    const own = filesOf(kinds[kind]).filter((file) => !claimed.has(file));
    for (const file of own) claimed.add(file);
    const excluded = new Set(leftOut(own, tier));
    chosen[kind] = own.filter((file) => !excluded.has(file));
  }
  return chosen;
}

const alias = { "fast-check": fileURLToPath(new URL("tools/seeded-properties.ts", import.meta.url)) };
// one file more than cores, where vitest alone would take one on two cores: half of them wait for a process or a server
const atOnce = availableParallelism() + 1;
const shared = {
  tags: [...tags],
  env: {
    // what one test leaves must not come to the next: those of the crash file switch it on
    TELLTALE_CRASH_FILE: "false",
    // processes that tests start read the same sources: without their types, and compiled, once
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? path.join(tmpdir(), "telltale-test-compiled"),
  },
  // a busy machine is slow, not wrong
  expect: { poll: { timeout: patience(30_000) } },
  // its JSON is imported as bundlers do it
  server: { deps: { inline: ["@actions/workflow-parser"] } },
  setupFiles: ["tools/testing/cpu.ts"],
  maxWorkers: atOnce,
  testTimeout: patience(180_000),
  hookTimeout: patience(300_000),
};

const long = { testTimeout: patience(300_000) };
// a file that leaves something behind in the worker that it shares fails
const honest = { setupFiles: ["tools/testing/leaves-nothing.ts"] };

// in an editor a change of a source counts at once, and a stack leads to it
const isBundled = (process.env["TELLTALE_TESTS"] ?? "") !== "";

type Test = NonNullable<TestProjectInlineConfiguration["test"]>;

function project(
  name: string,
  include: readonly string[],
  test: Test,
  plugins: NonNullable<TestProjectInlineConfiguration["plugins"]> = [],
): TestProjectInlineConfiguration {
  return {
    resolve: { conditions, alias },
    plugins: deadline === undefined ? plugins : [keepDeadline(deadline), ...plugins],
    ssr: { resolve: { conditions } },
    test: { ...shared, ...test, name, include: [...include] },
  };
}

/** Files that leave nothing behind share a worker and what it has imported; the impure ones have a project whose files do not. */
function sharing(kind: Kind, test: Test = {}): TestProjectInlineConfiguration[] {
  const own = files[kind].filter((file) => impureFiles.has(file));
  const common = files[kind].filter((file) => !impureFiles.has(file));
  const asSources = own.filter((file) => isBundled && replacingFiles.has(file));
  const others = own.filter((file) => !asSources.includes(file));
  const alone = { ...test, setupFiles: shared.setupFiles };
  return [
    project(kind, common, {
      ...test,
      isolate: false,
      setupFiles: [...shared.setupFiles, ...(test.setupFiles ?? [])],
    }),
    project(`${kind}-isolated`, others, alone, isBundled ? [bundledLibrary()] : []),
    project(`${kind}-sources`, asSources, alone),
  ];
}

const config: ViteUserConfig = defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      ...sharing("unit", honest),
      ...sharing("whole", honest),
      ...sharing("store", {
        globalSetup: "packages/console/test/support/engines-setup.ts",
        // consoles and engines start and recover in that time on a machine that is busy
        expect: { poll: { timeout: patience(120_000) } },
      }),
      ...sharing("browser", { globalSetup: "tools/testing/browser-setup.ts" }),
      project("packed", files.packed, { globalSetup: "tools/packed-setup.ts", maxConcurrency: 2 }),
      project("images", files.images, { globalSetup: "deploy/images/test/setup.ts", ...long }),
      project("e2e", files.e2e, { globalSetup: "e2e/setup.ts", ...long }),
      // they are about what a machine can do: after all others
      project("loads", files.loads, { globalSetup: "e2e/setup.ts", ...long, sequence: { groupOrder: 1 } }),
    ].filter(({ test }) => test!.include!.length > 0),
  },
});

export default config;
