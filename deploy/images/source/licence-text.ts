// The licence texts of npm packages: their own files, and for the listed packages without one the text of the licence that they name.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { root } from "../../../tools/source-files.ts";
import { mitOf } from "../../../tools/third-party-notices.ts";

/** Who holds the copyright of packages that name a licence and have no file with its text. */
const holders: Readonly<Record<string, string>> = {
  // the engine: built from ClickHouse and chDB, which are under Apache-2.0, and what they contain
  "@chdb/lib-linux-x64-gnu": "the chDB and ClickHouse authors, https://github.com/chdb-io/chdb",
  // `ffi-rs` has the licence file
  "@yuuang/ffi-rs-linux-x64-gnu": "zhangyuang, https://github.com/zhangyuang/node-ffi-rs",
  "abstract-logging": "James Sumners",
  "pg-types": "Brian M. Carlson",
};

/** The texts for the package in `folder`; undefined if it has none and is not listed. */
export function licenceTextOf(folder: string, name: string, licence: string | undefined): string | undefined {
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(?:licen[cs]e|notice|copying)/i.test(entry.name))
    .map((entry) => entry.name)
    .toSorted()
    .map((file) => readFileSync(path.join(folder, file), "utf8").trim());
  if (texts.length > 0) return texts.join("\n\n");
  const holder = holders[name];
  if (holder === undefined) return undefined;
  if (licence === "MIT") return mitOf(holder);
  return licence === "Apache-2.0" ? `Copyright ${holder}\n\n${apache()}` : undefined;
}

const apache = (): string => readFileSync(path.join(root, "LICENSE"), "utf8").trim();
