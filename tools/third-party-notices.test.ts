// Which packages a build must name, and what it says of them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { noticesOf, noticesText, readNotices } from "./third-party-notices.ts";

/** A `node_modules` with a package of this manifest and these files; gives the path of a module in it. */
function packageWith(name: string, manifest: object, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(tmpdir(), "telltale-notices-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = path.join(root, "node_modules", name);
  mkdirSync(path.join(folder, "dist"), { recursive: true });
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name, version: "1.2.3", ...manifest }));
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  return path.join(folder, "dist/index.js");
}

test("names a package once, with its licence and its notice", () => {
  const module = packageWith(
    "@shop/draw",
    { license: "MIT" },
    { "LICENSE.md": "The licence.\n", NOTICE: "The notice.", "licenser.js": "no licence" },
  );
  const notices = noticesOf([
    module,
    `\0${module}?commonjs`,
    "/home/u1/telltale/packages/web/src/main.tsx",
    "\0virtual",
  ]);
  expect(notices).toEqual([
    { name: "@shop/draw 1.2.3", licence: "MIT", text: "The licence.\n\nThe notice." },
  ]);
  expect(noticesText("the shop", notices)).toMatch(
    /^Third-party notices of the shop\n[\s\S]*-{80}\n\n@shop\/draw 1.2.3 \(MIT\)\n/,
  );
});

test("has the text of MIT for a package that names only licence and author", () => {
  const module = packageWith("scroll", { license: "MIT", author: "Ann Example" }, {});
  const [notice] = noticesOf([module]);
  expect(notice!.text).toMatch(/^Copyright \(c\) Ann Example\n\nPermission is hereby granted/);
});

test.each([[{ license: "Apache-2.0", author: "Ann Example" }], [{ license: "MIT" }], [{}]])(
  "fails a build with a package of which the text is not known: %j",
  (manifest) => {
    const module = packageWith("scroll", manifest, {});
    expect(() => noticesOf([module])).toThrow(
      /scroll 1\.2\.3 is bundled, has no file with its licence in .*Add its text/,
    );
  },
);

test("names the semantic conventions where they are built in", () => {
  expect(
    noticesOf(["/home/u1/telltale/packages/catalog/src/semconv/index.ts"]).map(({ licence }) => licence),
  ).toEqual(["Apache-2.0"]);
});

test("a file of notices is read as it was written", () => {
  const notices = [
    { name: "@shop/draw 1.2.3", licence: "MIT", text: "The licence.\n\nThe notice." },
    {
      name: "Some conventions 1.0.0-rc.1",
      licence: "Apache-2.0 OR (MIT AND ISC)",
      text: "Text (1)\n\n----\n\nmore",
    },
  ];
  expect(readNotices(noticesText("the shop", notices))).toEqual(notices);
  expect(() => readNotices(noticesText("the shop", [{ ...notices[0]!, name: "draw" }]))).toThrow(
    "Cannot read the notice `draw (MIT)`",
  );
});
