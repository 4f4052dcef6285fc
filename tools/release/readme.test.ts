import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

import { published } from "../published.ts";
import { root } from "../source-files.ts";
import { withAddresses } from "./readme.ts";

const repository = "https://git.example/shop/telltale";

test("links and pictures of the repository get addresses, others stay", () => {
  const text = `[one](../../docs/a.md#b) ![two](../../docs/b.png) [three](https://x.example) [four](#five)
<source media="(prefers-color-scheme: dark)" srcset="../../docs/c.png"><img src="../../docs/d.png" alt="e">`;
  expect(withAddresses(text, "packages/cli", repository, "v0.2.0")).toBe(
    `[one](${repository}/blob/v0.2.0/docs/a.md#b) ![two](${repository}/raw/v0.2.0/docs/b.png) [three](https://x.example) [four](#five)
<source media="(prefers-color-scheme: dark)" srcset="${repository}/raw/v0.2.0/docs/c.png"><img src="${repository}/raw/v0.2.0/docs/d.png" alt="e">`,
  );
});

test.each(published)(
  "the readme of $name has an example, a picture where it shows something, and links that lead somewhere",
  ({ folder }) => {
    const place = `packages/${folder}`;
    const text = readFileSync(path.join(root, place, "README.md"), "utf8");
    expect(text).toMatch(/^```(?:sh|ts|js)$/m);
    // what a linter prints is text
    expect(text.includes("<picture>")).toBe(folder !== "eslint-plugin");
    const packed = withAddresses(text, place, repository, "v0.2.0");
    const files = [
      ...packed.matchAll(/https:\/\/git\.example\/shop\/telltale\/(?:blob|raw)\/v0\.2\.0\/([^)"#]+)/g),
    ];
    expect(files.length).toBeGreaterThan(2);
    expect(files.map(([, file]) => file!).filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
    expect(packed).not.toMatch(/\]\(\.|src(?:set)?="\./);
  },
);
