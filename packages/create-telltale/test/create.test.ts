// The command's arguments and what it writes, without installing; and that the two templates say the same.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { readArguments } from "../src/arguments.ts";
import { createService } from "../src/create.ts";

const templates = path.join(import.meta.dirname, "../template");

function scratch(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-create-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("a directory is enough: TypeScript, named after the folder, installed", () => {
  expect(readArguments(["services/shop-orders"], "/home/u1")).toEqual({
    folder: path.resolve("/home/u1/services/shop-orders"),
    name: "shop-orders",
    template: "typescript",
    install: true,
  });
  expect(
    readArguments(["--template", "javascript", "x", "--name", "shop", "--no-install"], "/"),
  ).toMatchObject({ name: "shop", template: "javascript", install: false });
  expect(readArguments(["--help"], "/")).toBe("help");
  expect(readArguments(["-v"], "/")).toBe("version");
  expect(readArguments(["."], "/home/u1/shop.orders_2")).toMatchObject({ name: "shop.orders_2" });
});

test.each([
  [[], "no directory. Name one: `npm create telltale my-service`."],
  [[""], "no directory."],
  [["a", "b"], "expected one directory, got a, b."],
  [["a", "--template", "rust"], "Cannot use `--template rust`: expected typescript or javascript."],
  [["a", "--templat", "rust"], "Unknown option '--templat'. See `npm create telltale -- --help`."],
  [["a", "--name"], "See `npm create telltale -- --help`."],
  [["a", "--install=no"], "Unknown option '--install'"],
  [["A"], "Cannot use the folder's name `A` as the name of a package"],
  [["a", "--name", "@shop/orders"], "Cannot use `--name @shop/orders` as the name of a package"],
  [["a", "--name", "a".repeat(101)], "100 at most"],
  [["a", "--name", '"; exit'], "expected lowercase letters"],
  [["favicon.ico"], "npm does not allow it as the name of a package. Pass another with `--name`."],
  [["a", "--name", "node_modules"], "npm does not allow it as the name of a package."],
  [["telltale"], "a package of that name is a dependency of the service. Pass another with `--name`."],
])("refuses %j", (args, message) => {
  expect(() => readArguments(args, "/home/u1")).toThrow(message);
  expect(() => readArguments(args, "/home/u1")).toThrow(expect.objectContaining({ exitCode: 2 }) as Error);
});

test("a name of 100 characters is the longest", () => {
  expect(readArguments(["a", "--name", "a".repeat(100)], "/")).toMatchObject({ name: "a".repeat(100) });
});

const request = (folder: string): Parameters<typeof createService>[0] => ({
  folder,
  name: "shop",
  template: "typescript",
  install: false,
});

test("writes into a new folder, an empty one, and one with a repository of git", () => {
  const folder = scratch();
  const files = createService(request(path.join(folder, "deep/new")), templates, "1.2.3");
  expect(files).toEqual(
    expect.arrayContaining([".gitignore", ".dockerignore", "package.json", "src/main.ts"]),
  );
  mkdirSync(path.join(folder, "cloned/.git"), { recursive: true });
  expect(createService(request(path.join(folder, "cloned")), templates, "1.2.3")).toEqual(files);
});

test("refuses a folder with files, and a file, and leaves them as they are", () => {
  const folder = scratch();
  for (const name of ["a", "b", "c", "d"]) writeFileSync(path.join(folder, name), "mine");
  expect(() => createService(request(folder), templates, "1.2.3")).toThrow(
    /it has 4 entries \(a, b, c, …\); expected a new or empty folder/,
  );
  expect(() => createService(request(path.join(folder, "a")), templates, "1.2.3")).toThrow("it is a file");
  expect(readdirSync(folder)).toEqual(["a", "b", "c", "d"]);
});

test("refuses a symbolic link that leads nowhere, and follows one to an empty folder", () => {
  const folder = scratch();
  symlinkSync(path.join(folder, "target"), path.join(folder, "link"), "dir");
  const target = path.join(folder, "link");
  expect(() => createService(request(target), templates, "1.2.3")).toThrow(
    /it is a symbolic link to `\S+target`, which does not exist\. Remove the link, or create that folder\.$/,
  );
  mkdirSync(path.join(folder, "target"));
  createService(request(target), templates, "1.2.3");
  expect(readdirSync(path.join(folder, "target"))).toContain("package.json");
});

test("says why it cannot write", () => {
  const file = path.join(scratch(), "file");
  writeFileSync(file, "");
  expect(() => createService(request(path.join(file, "below")), templates, "1.2.3")).toThrow(
    /^Cannot (?:create a service|write into)/,
  );
});

test("the template in JavaScript is the one in TypeScript without its types", () => {
  const names = readdirSync(path.join(templates, "typescript/src"));
  expect(readdirSync(path.join(templates, "javascript/src")).toSorted()).toEqual(
    names.map((name) => name.replace(/\.ts$/, ".js")).toSorted(),
  );
  const plain = (text: string): string => text.replaceAll(/[\s;,()]/g, "");
  const differ = names.filter((name) => {
    const typed = readFileSync(path.join(templates, "typescript/src", name), "utf8");
    const untyped = path.join(templates, "javascript/src", name.replace(/\.ts$/, ".js"));
    const stripped = stripTypeScriptTypes(typed).replaceAll(/("\.\/[\w.-]+)\.ts"/g, '$1.js"');
    return plain(readFileSync(untyped, "utf8")) !== plain(stripped);
  });
  expect(differ).toEqual([]);
});
