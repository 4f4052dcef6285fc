// Fails on a list of the pages whose table is laid out by hand: columns are declared (packages/web/src/ui/list), so that all lists have the
// same headings, skeletons, keys and narrow screens.
import { readFileSync } from "node:fs";
import path from "node:path";

import { root, sourceFiles } from "./source-files.ts";

const folder = "packages/web/src/";
const withTable = sourceFiles(".tsx")
  .filter((file) => file.startsWith(folder) && !file.startsWith(`${folder}ui/list/`))
  .filter((file) => /<(?:Table|table)\b/.test(readFileSync(path.join(root, file), "utf8")));
for (const file of withTable)
  console.error(`${file} lays out a table by hand: declare its columns and use \`List\` (ui/list).`);
if (withTable.length > 0) process.exitCode = 1;
