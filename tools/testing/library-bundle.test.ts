import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { expect, onTestFinished, test } from "vitest";

import { bundledLibrary } from "./library-bundle.ts";

interface Context {
  readonly resolve: (id: string) => Promise<{ readonly id: string }>;
}
type Resolve = (this: Context, id: string) => Promise<string | { readonly id: string }>;

function makePackages(files: Readonly<Record<string, string>>): string {
  const packages = mkdtempSync(path.join(tmpdir(), "telltale-bundle-"));
  onTestFinished(() => rmSync(packages, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(packages, name)), { recursive: true });
    writeFileSync(path.join(packages, name), text);
  }
  return packages;
}

const files = {
  "telltale/src/index.ts": `export { count } from "./count.ts";\nexport const place: string = import.meta.url;`,
  "telltale/src/count.ts": `let counted = 0;\nexport const count = (): number => ++counted;`,
  "telltale/src/apart.ts": `export { count } from "./count.ts";`,
};

/** Gives what a test gets that imports a source in a run of its own. */
function newRun(packages: string): (name: string) => Promise<Record<string, unknown>> {
  const { resolveId } = bundledLibrary(packages) as unknown as { readonly resolveId: Resolve };
  return async (name) => {
    const found = await resolveId.call(
      { resolve: async (id) => Promise.resolve({ id }) },
      path.join(packages, name),
    );
    return (await import(/* @vite-ignore */ pathToFileURL(String(found)).href)) as Record<string, unknown>;
  };
}

test("sources share one copy of what they import, and know their place", async () => {
  const packages = makePackages(files);
  const load = newRun(packages);
  const library = await load("telltale/src/index.ts");
  const apart = await load("telltale/src/apart.ts");
  expect(Object.keys(library).toSorted()).toEqual(["count", "place"]);
  expect(apart["count"]).toBe(library["count"]);
  expect(library["place"]).toBe(pathToFileURL(path.join(packages, "telltale/src/index.ts")).href);
});

test("a run after a change has the changed source", async () => {
  const packages = makePackages(files);
  const before = await newRun(packages)("telltale/src/index.ts");
  writeFileSync(path.join(packages, "telltale/src/count.ts"), "export const count = (): number => 7;");
  const after = await newRun(packages)("telltale/src/index.ts");
  expect([before, after].map(({ count }) => (count as () => number)())).toEqual([1, 7]);
});
