import { describe, expect, test } from "vitest";
import { judged, pod, type Texts } from "./judged-for-test.ts";

describe("what a Makefile or a script of a shell starts", () => {
  const start = "--import telltale/register";
  const sdk = "--require @opentelemetry/auto-instrumentations-node/register";
  const form = {
    Makefile: (options: string): Texts => ({
      Makefile: `run: build\n\t@NODE_OPTIONS="${options}" node worker.js\n`,
    }),
    "an exported variable": (options: string): Texts => ({
      Makefile: `export NODE_OPTIONS = ${options}\nrun:\n\tnode worker.js\n`,
    }),
    "names of variables": (options: string): Texts => ({
      GNUmakefile: `NODE ?= node\nMAIN := worker.js # the jobs\nOPTIONS = ${options}\nMORE = $(OPTIONS) \\\n  --enable-source-maps\nrun: build ; $(NODE) $(MORE) $(MAIN)\n`,
    }),
    "a variable that is exported by its name": (options: string): Texts => ({
      "tools/run.mk": `NODE_OPTIONS = --enable-source-maps\nNODE_OPTIONS += ${options}\nexport NODE_OPTIONS\n\nall run: | build\n\t-@cd . && \\\n\t  node worker.js\n`,
    }),
    "a shell's own variable, quietly, for two targets": (options: string): Texts => ({
      Makefile: `all run: export NODE_OPTIONS = ${options}\nall run: ; @PORT=$$\${PORT:-3000} node worker.js\n`,
    }),
    "lines that end as on Windows": (options: string): Texts => ({
      Makefile: `NODE_OPTIONS = \\\r\n  ${options}\r\nexport NODE_OPTIONS\r\nrun:\r\n\t @node worker.js\r\n`,
    }),
    "all variables exported": (options: string): Texts => ({
      makefile: `export\noverride NODE_OPTIONS ::= ${options}\nrun::\n\techo start\n# of the jobs\n\tnode worker.js\n`,
    }),
    "a variable of a target": (options: string): Texts => ({
      Makefile: `run: export NODE_OPTIONS = ${options}\nrun: build\n\tnode worker.js $$FLAGS\n`,
    }),
    "a script without an ending": (options: string): Texts => ({
      "bin/run": `#!/usr/bin/env bash\nexec node ${options} worker.js "$@"\n`,
    }),
    "run.sh": (options: string): Texts => ({
      "run.sh": `#!/bin/sh\nexport NODE_OPTIONS="${options}"\nexec node worker.js\n`,
    }),
  };

  test.each(Object.entries(form))("%s", (_name, files) => {
    expect(judged(files("")).left).toEqual([
      expect.stringMatching(/: runs converted calls in worker\.js, and nothing starts Telltale there$/),
    ]);
    expect(judged(files(start))).toMatchObject({ inWay: [], left: [] });
    expect(judged(files(sdk)).inWay).toHaveLength(1);
  });

  test("variables that are not exported, or of another target, are not those of Node.js", () => {
    const other = `NODE_OPTIONS = ${sdk}\nother: export NODE_OPTIONS = ${sdk}\nrun:\n\tnode --import telltale/register worker.js\n`;
    expect(judged({ Makefile: other })).toMatchObject({ inWay: [], left: [] });
  });

  test("what is of another target, or of a definition, is not of the target before", () => {
    const others = `run:\n\tnode --import telltale/register worker.js\n$(DIST)/app.js: src\n\tnode -r dd-trace/init worker.js\ndefine twice\n\tnode -r dd-trace/init worker.js\nendef\n`;
    const { inWay } = judged({ Makefile: others });
    expect(inWay).toEqual(["Makefile:4: dd-trace/init (target $(DIST)/app.js)", "Makefile:6: dd-trace/init"]);
  });

  test("variables that name themselves, or grow without end, end", () => {
    const doubled = Array.from({ length: 40 }, (_, at) => `V${at} = $(V${at + 1})$(V${at + 1})\n`).join("");
    const makefile = `A = $(A) x\n${doubled}V40 = y\nrun:\n\tnode $(A) $(V0) worker.js\n`;
    expect(judged({ Makefile: makefile }).inWay).toEqual([]);
  });

  test("a Makefile with very many targets or variables is said not to be known", () => {
    const lines = (line: (at: number) => string): string =>
      Array.from({ length: 3000 }, (_, at) => line(at)).join("");
    for (const many of [
      lines((at) => `t${at}:\n\techo $(A${at})\n`),
      lines((at) => `export A${at} = $(A${at + 1}) x\n`),
    ])
      expect(judged({ Makefile: `${many}run:\n\tnode worker.js\n` }).left).toEqual([
        expect.stringMatching(
          /too many targets or exported variables, so that it is not known whether it starts Telltale$/,
        ),
      ]);
    expect(judged({ Makefile: lines((at) => `t${at}:\n\techo a\n`) }).left).toEqual([]);
  });

  test("tests and builds are not starts", () => {
    expect(judged({ Makefile: "test:\n\tnode worker.js\n", "build.sh": "node worker.js\n" }).left).toEqual(
      [],
    );
  });
});

describe("what is not read is said", () => {
  const sdk = "--require @opentelemetry/auto-instrumentations-node/register";
  const base = pod("          command: [node, -r, telltale/register, worker.js]\n");
  const unknown = (place: string, why: string) => [
    `${place}: start: ${why}, so that it is not known whether it starts Telltale`,
  ];
  const notMerged = "it sets NODE_OPTIONS by a patch, which is not merged";
  const operation = `- op: add\n  path: /spec/template/spec/containers/0/env/-\n  value: { name: NODE_OPTIONS, value: "${sdk}" }\n`;

  test("a patch of Kustomize in a file of its own", () => {
    expect(judged({ ...base, "prod/patch.yaml": operation }).left).toEqual(
      unknown("prod/patch.yaml:3", notMerged),
    );
  });

  test("a patch inside of a kustomization", () => {
    const patches = `patches:\n  - patch: |-\n${operation.replaceAll(/^/gm, "      ")}`;
    expect(judged({ ...base, "prod/kustomization.yaml": patches }).left).toEqual(
      unknown("prod/kustomization.yaml:5", notMerged),
    );
  });

  test("a command in Terraform", () => {
    const file = (command: string): Texts => ({
      "main.tf": `resource "aws_ecs_task_definition" "pay" {\n  # command = ["node"]\n  command = ${command}\n}\n`,
    });
    expect(judged(file(`["node", "worker.js"]`)).left).toEqual(
      unknown("main.tf:3", "its commands are written in Terraform"),
    );
    expect(judged(file(`["node", "--import", "telltale/register", "worker.js"]`)).left).toEqual([]);
    expect(judged(file(`["python", "jobs.py"]`)).left).toEqual([]);
  });

  test("a patch that changes something else", () => {
    const memory = "- op: add\n  path: /spec/replicas\n  value: 3\n";
    expect(judged({ ...base, "prod/patch.yaml": memory }).left).toEqual([]);
  });
});
