// `npm run docs`: builds the documentation site into the console's package, which serves it at /docs. `npm run docs -- --out FOLDER`
// writes it elsewhere, for any web server.
import path from "node:path";
import { parseArgs } from "node:util";

import { buildSite } from "./docs-site/build-site.ts";
import { root } from "./source-files.ts";

const { values } = parseArgs({ options: { out: { type: "string" } } });
const folder = path.resolve(values.out ?? path.join(root, "packages/console/dist/docs"));
const { pages, pictures } = await buildSite(folder);
console.log(`${pages} pages and ${pictures} pictures in ${path.relative(process.cwd(), folder) || "."}`);
