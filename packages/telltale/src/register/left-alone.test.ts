// Whose processes are left alone, by the paths that the programs really have.
import { describe, expect, test } from "vitest";
import { buildOf, whyLeftAlone } from "./left-alone.ts";

const ask = (
  script: string | undefined,
  more: { args?: string[]; execArgv?: string[]; variables?: Record<string, string> } = {},
) => whyLeftAlone({ script, args: [], execArgv: [], variables: {}, ...more });

describe("left alone", () => {
  test.each([
    "/usr/lib/node_modules/npm/bin/npm-cli.js",
    "/usr/bin/npm",
    "/usr/local/bin/npx",
    "/opt/nodejs/npm",
    "/usr/share/nodejs/npm/bin/npm-cli.js".replace("/usr/share/nodejs/", "/usr/lib/node_modules/"),
    "/home/u1/.cache/node/corepack/v1/pnpm/9.1.0/bin/pnpm.cjs",
    "/srv/app/.yarn/releases/yarn-4.5.0.cjs",
    "/usr/lib/node_modules/corepack/dist/yarn.js",
    "/srv/app/node_modules/.bin/tsc",
    "/srv/app/node_modules/typescript/bin/tsc",
    "/srv/app/node_modules/tsx/dist/cli.mjs",
    "/srv/app/node_modules/.bin/vitest",
    "/srv/app/node_modules/tinypool/dist/entry/process.js",
    "/srv/app/node_modules/jest-worker/build/workers/processChild.js",
    "/srv/app/node_modules/.pnpm/mocha@11.0.0/node_modules/mocha/bin/_mocha",
    "/srv/app/node_modules/@nestjs/cli/bin/nest.js",
    "/srv/app/node_modules/pm2/lib/Daemon.js",
    "C:\\app\\node_modules\\jest\\bin\\jest.js",
    "/srv/app/node_modules/thread-loader/dist/worker.js",
    "/srv/app/node_modules/vitest/dist/workers/forks.js",
    "/srv/app/node_modules/next/dist/compiled/jest-worker/processChild.js",
    "/srv/app/node_modules/.pnpm/next@16.4.0/node_modules/next/dist/compiled/jest-worker/processChild.js",
  ])("%s", (script) => expect(ask(script)).toMatch(/is not an application/));

  test("node --test, and what it starts", () => {
    expect(ask("/srv/app/a.test.js", { execArgv: ["--test"] })).toMatch(/test runner/);
    expect(ask("/srv/app/a.test.js", { variables: { NODE_TEST_CONTEXT: "child-v8" } })).toMatch(
      /test runner/,
    );
  });

  test.each([
    ["/srv/app/node_modules/next/dist/bin/next", "build", "start"],
    ["/srv/app/node_modules/.bin/next", "build", "dev"],
    ["/srv/app/node_modules/nuxt/bin/nuxt.mjs", "generate", "dev"],
    ["/srv/app/node_modules/@react-router/dev/bin.js", "build", "dev"],
    ["C:\\app\\node_modules\\astro\\astro.js", "build", "preview"],
  ])("%s %s, and not %s", (script, build, serve) => {
    expect([ask(script, { args: [build] }), ask(script, { args: [serve] })]).toEqual([
      expect.stringMatching(/compiler/),
      undefined,
    ]);
    expect([buildOf(script, [build]), buildOf(script, [serve])]).toEqual([
      expect.stringMatching(/compiler/),
      undefined,
    ]);
  });
});

describe("the application", () => {
  test.each([
    undefined,
    "/srv/app/server.js",
    "/srv/app/npm.js",
    "/srv/app/dist/jest.mjs",
    "/srv/npm/server.js",
    "/srv/app/node_modules/.bin/ts-node",
    "/srv/app/node_modules/pm2/lib/ProcessContainerFork.js",
    "/srv/app/node_modules/our-server/bin/start.js",
    "/srv/app/bin/www",
  ])("%s", (script) => expect(ask(script)).toBe(undefined));
});

test("TELLTALE_REGISTER has the last word", () => {
  const variables = (value: string) => ({
    variables: { TELLTALE_REGISTER: value, NODE_TEST_CONTEXT: "child" },
  });
  expect(ask("/usr/bin/npm", variables("force"))).toBe(undefined);
  expect(ask("/srv/app/server.js", { variables: { TELLTALE_REGISTER: "off" } })).toMatch(/TELLTALE_REGISTER/);
});
