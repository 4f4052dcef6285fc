// `telltale migrate --write` refuses where converted calls would emit nothing: another SDK is started, and Telltale is not.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { migrateCommand } from "../src/migrate/command.ts";
import { type Ended, runCommand } from "./run-command.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-migrate-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const migrate = (...args: string[]): Promise<Ended> => runCommand(migrateCommand, args, folder);

const textsIn = (place: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(place, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.\w+$/.test(name))
      .map((name) => [name, readFileSync(path.join(place, name), "utf8")]),
  );

describe("an application that another SDK's preload starts", () => {
  const source = `import { trace } from "@opentelemetry/api";
const tracer = trace.getTracer("payment");
export const charge = () => tracer.startActiveSpan("charge", (span) => { try { return 1; } finally { span.end(); } });
`;
  const register = "@opentelemetry/auto-instrumentations-node/register";
  const forms: readonly (readonly [string, number, string, string])[] = [
    [
      "package.json",
      2,
      register,
      `{ "name": "payment",\n"scripts": { "start": "node --require ${register} index.js" } }`,
    ],
    [
      "package.json",
      2,
      register,
      `{ "name": "payment",\n"scripts": { "start": "NODE_OPTIONS='-r ${register}' node index.js" } }`,
    ],
    ["Dockerfile", 2, register, `FROM node\nENTRYPOINT ["node", "--require", "${register}", "index.js"]\n`],
    [
      "deploy/payment.Dockerfile",
      2,
      "dd-trace/init",
      "FROM node\nENV NODE_OPTIONS=--require=dd-trace/init\n",
    ],
    ["Procfile", 1, "@sentry/node/preload", "web: node --import @sentry/node/preload index.js\n"],
    ["k8s/payment.yaml", 3, register, `env:\n  - name: NODE_OPTIONS\n    value: "--require ${register}"\n`],
    ["k8s/payment.yml", 3, register, `args:\n  - --require\n  - "${register}"\n  - index.js\n`],
    [".env", 1, "dd-trace/register.js", 'NODE_OPTIONS="--import dd-trace/register.js"\n'],
    ["start.sh", 2, register, `#!/bin/sh\nexec node --require ./node_modules/${register}.js index.js\n`],
  ];

  function application(name: string, text: string): void {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
    writeFileSync(path.join(folder, "index.js"), source);
  }

  test.each(forms)("is not converted: %s, line %i, %s", async (name, line, preload, text) => {
    application(name, text);
    const { status, stderr } = await migrate("--write", "--force");
    expect(status).toBe(2);
    expect(stderr).toContain(`${name}:${line}: ${preload}`);
    expect(stderr).toContain("telltale/register");
    expect(readFileSync(path.join(folder, "index.js"), "utf8")).toBe(source);
  });

  test("is listed without --write", async () => {
    application("Procfile", `web: node --require ${register} index.js\n`);
    const { status, stderr } = await migrate();
    expect(status).toBe(0);
    expect(stderr).toContain(`Procfile:1: ${register}`);
  });

  const registered = `web: node --require ${register} index.js\n`;
  const sdk = `const { NodeSDK } = require("@opentelemetry/sdk-node");\n`;
  const convertible = `${sdk}const sdk = new NodeSDK({ serviceName: "payment" });\nsdk.start();\n`;
  const own = `${sdk}new NodeSDK({ serviceName: "payment", resourceDetectors: [] }).start();\n`;
  const boot = 'import { start } from "telltale";\nstart();\n';

  function write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
  }

  test.each<[what: string, files: Record<string, string>]>([
    ["its preload is telltale/register", { Procfile: "web: node --require telltale/register index.js\n" }],
    ["the line is a comment", { Dockerfile: `# node --require ${register}\nCMD node index.js\n` }],
    [
      "its own code is preloaded, and is converted",
      { Procfile: "web: node --require ./tracing.js index.js\n", "tracing.js": convertible },
    ],
    [
      "its own code is preloaded from the build output",
      {
        Dockerfile: 'CMD ["node", "--require", "/app/dist/tracing.js", "index.js"]\n',
        "src/tracing.ts": boot,
      },
    ],
    [
      "its own code is preloaded, and starts Telltale by what it imports",
      {
        Procfile: "web: node --import ./instrumentation.mjs index.js\n",
        "instrumentation.mjs": 'import "./sdk.mjs";\n',
        "sdk.mjs": boot,
      },
    ],
    [
      "its own code is preloaded and starts nothing",
      { Procfile: "web: node -r ./polyfill.js index.js\n", "polyfill.js": "globalThis.a = 1;\n" },
    ],
    [
      "its code starts Telltale beside the other SDK",
      { Procfile: registered, "boot.js": boot, "index.js": `import "./boot.js";\n${source}` },
    ],
    [
      "a package of the repository starts Telltale",
      {
        "package.json": "{}",
        "apps/pay/package.json": `{ "name": "pay", "dependencies": { "@acme/boot": "*" }, "scripts": { "start": "node -r ${register} ." } }`,
        "apps/pay/index.js": `import "@acme/boot";\n${source}`,
        "libs/boot/package.json": '{ "name": "@acme/boot" }',
        "libs/boot/index.js": boot,
      },
    ],
    ["another program has the flag", { "clean.sh": "rm -r ./dist && node index.js\ngrep -r ./x .\n" }],
  ])("is converted where %s", async (_, files) => {
    write({ "index.js": source, ...files });
    const { status, stderr } = await migrate("--write", "--force");
    expect([status, stderr]).toEqual([0, expect.stringMatching(/Converted [12] calls? in/)]);
  });

  test.each<[what: string, place: string, files: Record<string, string>]>([
    [
      "code with an SDK that stays",
      "Procfile:1: ./tracing.js, which has new NodeSDK of @opentelemetry/sdk-node at tracing.js:2",
      { Procfile: "web: node --require ./tracing.js index.js\n", "tracing.js": own },
    ],
    [
      "code that imports an SDK",
      "Procfile:1: ./instrumentation.mjs, which has init() of @sentry/node at sentry.mjs:2",
      {
        Procfile: "web: node --import ./instrumentation.mjs index.js\n",
        "instrumentation.mjs": 'import "./sentry.mjs";\n',
        "sentry.mjs": 'import * as Sentry from "@sentry/node";\nSentry.init({});\n',
      },
    ],
    [
      "code of dd-trace in the working directory of a container",
      "k8s/pay.yaml:2: /app/tracing.js, which has init() of dd-trace at svc/tracing.js:1",
      {
        "k8s/pay.yaml": 'args:\n  ["--require", "/app/tracing.js", "index.js"]\n',
        "svc/tracing.js": 'require("dd-trace").init();\n',
      },
    ],
    [
      "code that is not there",
      "Dockerfile:1: ./tracing.js, which is not in this folder",
      { Dockerfile: 'CMD ["node", "--require", "./tracing.js", "index.js"]\n' },
    ],
    [
      "code that is ignored",
      "Procfile:1: ./lib/tracing.js, which has new NodeSDK",
      {
        ".gitignore": "lib\n",
        Procfile: "web: node -r ./lib/tracing.js index.js\n",
        "lib/tracing.js": own,
      },
    ],
    ["the code itself", "sdk.js:2: new NodeSDK of @opentelemetry/sdk-node", { "sdk.js": own }],
    [
      "a start of Telltale that the command does not reach",
      `Procfile:1: ${register}`,
      { Procfile: registered, "demo.js": boot },
    ],
    [
      "a start of Telltale in a test",
      `.env:1: ${register}`,
      { ".env": `NODE_OPTIONS=--require=${register}\n`, "test/setup.js": boot },
    ],
    [
      "a start of something else",
      `Procfile:1: ${register}`,
      {
        Procfile: registered,
        "index.js": `import { log } from "telltale";\nimport { server } from "./server.js";\nserver.start();\n${source}`,
      },
    ],
    [
      "a start of Telltale in another package",
      `apps/pay/package.json:1: ${register}`,
      {
        "package.json": "{}",
        "apps/pay/package.json": `{ "name": "pay", "scripts": { "start": "node -r ${register} index.js" } }`,
        "apps/pay/index.js": source,
        "apps/shop/package.json": '{ "name": "shop" }',
        "apps/shop/index.js": boot,
      },
    ],
    [
      "PM2",
      `ecosystem.config.cjs:1: ${register}`,
      {
        "ecosystem.config.cjs": `module.exports = { node_args: "--require ${register}", script: "index.js" };\n`,
      },
    ],
    ["npm", ".npmrc:1: dd-trace/init", { ".npmrc": "node-options=--require=dd-trace/init\n" }],
    [
      "a registry of prom-client that its endpoint served",
      "app.js: prom-client serves its metrics",
      {
        "app.js":
          'import express from "express";\nimport { Counter, register } from "prom-client";\nexport const c = new Counter({ name: "c_total", help: "C" });\nconst app = express();\napp.get("/metrics", async (_, response) => { response.end(await register.metrics()); });\n',
      },
    ],
  ])("is not converted: %s", async (_, place, files) => {
    write({ "index.js": source, ...files });
    const before = textsIn(folder);
    const { status, stderr } = await migrate("--write", "--force");
    expect([status, stderr]).toEqual([2, expect.stringContaining(place)]);
    expect(textsIn(folder)).toEqual(before);
  });

  test("says that nothing starts Telltale where nothing else does either", async () => {
    write({ "index.js": source });
    expect((await migrate("--write", "--force")).stderr).toContain(
      "starts Telltale: converted calls emit nothing",
    );
    write({ "index.js": source, "boot.js": boot });
    expect((await migrate("--write", "--force")).stderr).not.toContain("starts Telltale");
  });
});
