// What does zero-code cost the start of a process, against the stock zero-code set-up?
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { answer, type Figure, figureOf, median } from "./figure.ts";
import { installPacked, installRival } from "./installation.ts";

const rounds = 11;
const ours = installPacked(["express@5.3.0"]);
const stock = installRival("auto-2");

const preloads = {
  bare: { cwd: ours.folder, args: { cjs: [], mjs: [] } },
  telltale: {
    cwd: ours.folder,
    args: { cjs: ["--require", "telltale/register"], mjs: ["--import", "telltale/register"] },
  },
  // as its documentation has it, ES modules with the loader
  stock: {
    cwd: stock,
    args: {
      cjs: ["--require", "@opentelemetry/auto-instrumentations-node/register"],
      mjs: [
        "--no-warnings",
        "--experimental-loader=@opentelemetry/instrumentation/hook.mjs",
        "--import",
        "@opentelemetry/auto-instrumentations-node/register",
      ],
    },
  },
} as const;
type Side = keyof typeof preloads;

const print =
  "const used = process.cpuUsage(); console.log(JSON.stringify({ wallMs: performance.now(), cpuMs: (used.user + used.system) / 1000, mb: process.memoryUsage().rss / 1048576 })); process.exit(0);";
const programs = {
  "empty, CommonJS": { type: "cjs", source: print },
  "empty, ES modules": { type: "mjs", source: print },
  "Express, CommonJS": { type: "cjs", source: `require("express")(); ${print}` },
  "Express, ES modules": { type: "mjs", source: `import express from "express"; express(); ${print}` },
} as const;
type Program = keyof typeof programs;

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly mb: number;
}

const sides = Object.keys(preloads) as Side[];
const names = Object.keys(programs) as Program[];
const costs = new Map<string, Cost[]>();
try {
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      for (const side of sides) costs.set(key(side, name), [...of(side, name), measure(side, name)]);
    }
  }
} finally {
  ours.remove();
  for (const { type } of Object.values(programs))
    rmSync(path.join(stock, `startup-program.${type}`), { force: true });
}

answer({
  question: "What zero-code adds to the start of a process",
  method:
    "A program that does nothing, and one that makes an Express application, as files with the preload of each side, against the same without any; " +
    "telltale as it is published; the stock side is @opentelemetry/auto-instrumentations-node 0.81.2 with all it brings, ES modules with its loader. Both with their own defaults: three signals, all resource detectors, all instrumentations. " +
    `Time from the start of the process and CPU time, user and system, when the program is through; resident memory at that moment. ${rounds} fresh processes a side in turn.`,
  figures: names.flatMap((name) => [
    ...(["telltale", "stock"] as const).flatMap((side) => [
      figureOf(`${name}: added time, ${side}`, "ms", added(side, name, "wallMs")),
      figureOf(`${name}: added CPU, ${side}`, "ms", added(side, name, "cpuMs")),
      figureOf(`${name}: added memory, ${side}`, "MB", added(side, name, "mb")),
    ]),
    ratio(name, "wallMs", "time"),
    ratio(name, "cpuMs", "CPU"),
    ratio(name, "mb", "memory"),
  ]),
});

function ratio(name: Program, what: keyof Cost, word: string): Figure {
  const value = median(added("telltale", name, what)) / median(added("stock", name, what));
  return { name: `${name}: ${word}, telltale / stock`, value, unit: "×" };
}

/** What a side takes beyond the bare program. */
function added(side: Side, name: Program, what: keyof Cost): number[] {
  const bare = median(of("bare", name).map((one) => one[what]));
  return of(side, name).map((one) => one[what] - bare);
}

function of(side: Side, name: Program): readonly Cost[] {
  return costs.get(key(side, name)) ?? [];
}

function key(side: Side, name: Program): string {
  return `${side}: ${name}`;
}

function measure(side: Side, name: Program): Cost {
  const { cwd, args } = preloads[side];
  const { type, source } = programs[name];
  // in the application's own folder, where both look for what there is
  const file = path.join(cwd, `startup-program.${type}`);
  writeFileSync(file, source);
  const env = { PATH: process.env["PATH"], OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args[type], file], {
    cwd,
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Cannot measure ${name} with ${side}: ${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Cost;
}
