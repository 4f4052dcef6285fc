// The configuration of Vitest for `planted-faults reach`: that of the checkout, with a setup file for each project.
import path from "node:path";
import type { TestProjectInlineConfiguration, ViteUserConfig } from "vitest/config";

const { default: config } = (await import(path.resolve("vitest.config.ts"))) as { default: ViteUserConfig };
for (const { test } of (config.test?.projects ?? []) as TestProjectInlineConfiguration[])
  if (test !== undefined)
    test.setupFiles = [path.join(import.meta.dirname, "reach-setup.ts"), ...[test.setupFiles ?? []].flat()];

export default config;
