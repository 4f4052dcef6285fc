// Every command of the documentation, as a reader would run it: page by page, in order, in an empty folder, with the packages as they would
// be published. What cannot run here is in left-out.ts with its reason, which the end of the run prints.
//
// Addresses, ports and folders of the pages (4318, 4319, /var/lib …) are replaced by those of the test: namespaces, which could give a page
// the real ones, are not allowed in most containers.
import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { root } from "../../tools/source-files.ts";
import { commandsByPage } from "./commands.ts";
import { leftOut } from "./left-out.ts";
import { createMachine, type Machine } from "./machine.ts";
import { byStart, readPage } from "./page.ts";
import { scenes } from "./scenes.ts";

interface Pack {
  readonly tarball: string;
  readonly files: readonly string[];
}
declare module "vitest" {
  export interface ProvidedContext {
    readonly consolePack: Pack;
    readonly telltalePack: Pack;
    readonly cliPack: Pack;
    readonly eslintPluginPack: Pack;
    readonly createPack: Pack;
  }
}

const canRun = process.platform === "linux" && process.arch === "x64";
if (!canRun) console.log("skipped: the commands of the guides: the engine has no package for this platform");

const pages = [...commandsByPage].flatMap(([page, all]) => {
  const commands = all.filter((command) => byStart(leftOut[page], command) === undefined);
  return commands.length === 0 ? [] : [{ page, commands }];
});

/** The page of `npm test`: installed commands, and a console with data. */
const first = "docs/guide/sql.md";

describe.runIf(canRun)("a reader runs the commands of", () => {
  let machine: Machine | undefined;
  beforeAll(async () => {
    const packs = ["telltalePack", "consolePack", "cliPack", "eslintPluginPack", "createPack"] as const;
    machine = await createMachine(packs.map((name) => inject(name).tarball));
  });
  afterAll(async () => {
    for (const [page, commands] of commandsByPage)
      for (const command of commands) {
        const reason = byStart(leftOut[page], command);
        if (reason !== undefined)
          console.log(`not run: ${command.place}: ${command.text.split("\n")[0]} (${reason})`);
      }
    await machine?.stop();
  });

  for (const { page, commands } of pages)
    test(`${page}`, { tags: page === first ? [] : ["extended"] }, async ({ signal }) => {
      expect(await readPage(commands, scenes[page] ?? {}, machine!, signal)).toBeUndefined();
    });
});

test("the page of `npm test` has commands that run", () => {
  expect(pages.map(({ page }) => page)).toContain(first);
});

test("every exception is of a command that is there, and every scene of a page with commands", () => {
  const unused = Object.entries(leftOut).flatMap(([page, reasons]) =>
    Object.keys(reasons)
      .filter((start) => !(commandsByPage.get(page) ?? []).some(({ text }) => text.startsWith(start)))
      .map((start) => `${page}: ${start}`),
  );
  expect(unused).toEqual([]);
  const read = new Set(pages.map(({ page }) => page));
  expect(Object.keys(scenes).filter((page) => !read.has(page))).toEqual([]);
});

test("what a scene says of a command is of one that runs", () => {
  const unused = pages.flatMap(({ page, commands }) => {
    const { after = {}, codes = {}, stays = {}, shows = [] } = scenes[page] ?? {};
    return [...Object.keys(after), ...Object.keys(codes), ...Object.keys(stays), ...shows]
      .filter((start) => !commands.some(({ text }) => text.startsWith(start)))
      .map((start) => `${page}: ${start}`);
  });
  expect(unused).toEqual([]);
});

test("tests that a reason names exist", () => {
  const files = Object.values(leftOut)
    .flatMap((reasons) => Object.values(reasons))
    .flatMap((reason) => [...reason.matchAll(/(?:^| )((?:packages|e2e|deploy|tools|examples)\/[\w./-]*\w)/g)])
    .map(([, file]) => file!);
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});
