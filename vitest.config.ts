// The test projects. `unit` runs in seconds; the slow ones have their own projects of the same `npm test`.
import { defineConfig, type ViteUserConfig } from "vitest/config";

const conditions = ["telltale-source"];
// they need a build, so that they are a project of their own
const packed = [
  "packages/*/test/packed.test.ts",
  "packages/telltale/test/runtimes.test.ts",
  "packages/telltale/test/testing/runners.test.ts",
];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "packages/*/src/**/*.test.tsx",
            "tools/**/*.test.ts",
            "examples/*/src/**/*.test.ts",
          ],
        },
      },
      {
        ...shared,
        test: {
          name: "whole",
          include: ["packages/*/test/**/*.test.ts"],
          exclude: packed,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: "packed",
          globalSetup: "tools/packed-setup.ts",
          include: packed,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        ...shared,
        test: {
          name: "e2e",
          globalSetup: "e2e/build.ts",
          include: ["e2e/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

export default config;
