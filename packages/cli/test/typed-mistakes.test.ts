// @module-tag extended
// Mistakes seeded into a copy of the shop that its types catch, and the proposed catalog of the shop: one run of the compiler for all.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogInitCommand } from "../src/code/init-command.ts";

const root = path.join(import.meta.dirname, "../../..");
const shop = path.join(root, "examples/shop/src");

/** Replaces the first `from` in `file` by `to`; the compiler then reports that line, and the message names `says`. */
interface Mistake {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly says: string;
}

const mistakes: readonly Mistake[] = [
  {
    what: "a misspelled span",
    file: "charge.ts",
    from: 'trace("charge card"',
    to: 'trace("charge crad"',
    says: '"charge crad"',
  },
  {
    what: "a renamed metric",
    file: "charge.ts",
    from: 'counter("shop.cards.declined")',
    to: 'counter("shop.cards.refused")',
    says: '"shop.cards.refused"',
  },
  {
    what: "a metric of another kind",
    file: "fulfilment.ts",
    from: 'counter("shop.parcels")',
    to: 'counter("shop.provider.duration")',
    says: '"shop.provider.duration"',
  },
  {
    what: "an enum value that is not declared",
    file: "charge.ts",
    from: '"payment.outcome": "answered"',
    to: '"payment.outcome": "replied"',
    says: '"replied"',
  },
  {
    what: "a measurement without a required attribute",
    file: "charge.ts",
    from: 'declined.add(1, { "payment.provider": provider })',
    to: "declined.add(1, {})",
    says: '"payment.provider"',
  },
  {
    what: "an attribute that a metric does not have",
    file: "fulfilment.ts",
    from: 'parcels.add(1, { "shipping.carrier": "postbote" })',
    to: 'parcels.add(1, { "shipping.carier": "postbote" })',
    says: "shipping.carier",
  },
  {
    what: "a step that a funnel does not have",
    file: "storefront.ts",
    from: 'checkout.step("shipping")',
    to: 'checkout.step("shiping")',
    says: '"shiping"',
  },
  {
    what: "a state that a workflow does not have",
    file: "fulfilment.ts",
    from: 'workflow("order", orderId).event("packed")',
    to: 'workflow("order", orderId).event("pakced")',
    says: '"pakced"',
  },
];

let folder: string;
let reported: readonly string[];
const lines = new Map<Mistake, number>();
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-typed-"));
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "dir");
  writeFileSync(path.join(folder, "package.json"), `{ "type": "module" }`);
  cpSync(shop, path.join(folder, "whole"), { recursive: true });
  cpSync(shop, path.join(folder, "seeded"), { recursive: true });
  for (const mistake of mistakes) lines.set(mistake, seed(mistake));
  const surroundings = { variables: {}, print: () => undefined, report: () => undefined };
  await catalogInitCommand.run([shop], { output: path.join(folder, "proposed.ts") }, surroundings);
  reported = compile();
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** From 1: the line of the mistake. */
function seed({ file, from, to }: Mistake): number {
  const there = path.join(folder, "seeded", file);
  const text = readFileSync(there, "utf8");
  const at = text.indexOf(from);
  if (at === -1) throw new Error(`${file} has no ${from}`);
  writeFileSync(there, text.slice(0, at) + to + text.slice(at + from.length));
  return text.slice(0, at).split("\n").length;
}

/** The compiler's errors, each with what follows it. The two shops are programs of their own: each registers its catalog. */
function compile(): readonly string[] {
  return ["whole", "seeded"].flatMap((name) => {
    const files = ["fulfilment", "main", "payments", "register", "storefront"].map(
      (file) => `${name}/${file}.ts`,
    );
    const project = path.join(folder, `tsconfig.${name}.json`);
    const settings = {
      extends: path.join(root, "tsconfig.workspace.json"),
      compilerOptions: { noEmit: true, typeRoots: [path.join(root, "node_modules/@types")] },
      include: [],
      files: name === "whole" ? [...files, "proposed.ts"] : files,
      exclude: [],
    };
    writeFileSync(project, JSON.stringify(settings));
    const tsc = path.join(root, "node_modules/.bin/tsc");
    const { stdout } = spawnSync(process.execPath, [tsc, "-p", project, "--pretty", "false"], {
      cwd: folder,
      encoding: "utf8",
    });
    return stdout.split(/\n(?=\S)/).filter((error) => error.trim() !== "");
  });
}

test.each(mistakes)("the compiler catches $what", (mistake) => {
  const { file, says } = mistake;
  const place = `seeded/${file}(${lines.get(mistake)},`;
  expect(reported.filter((error) => error.startsWith(place)).join("\n")).toContain(says);
});

test("the shop without them, and the catalog that `catalog init` proposes, compile", () => {
  expect(reported.filter((error) => !error.startsWith("seeded/"))).toEqual([]);
});
