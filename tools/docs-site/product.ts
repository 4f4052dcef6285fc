// What the header says of the product: the version of the packages, and where their code and files are.
import { readFileSync } from "node:fs";
import path from "node:path";

import { root } from "../source-files.ts";
import type { Product } from "./layout.ts";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly repository?: { readonly url: string };
}

/** From package.json of the library. */
export function readProduct(): Product {
  const file = path.join(root, "packages/telltale/package.json");
  return productOf(JSON.parse(readFileSync(file, "utf8")) as Manifest);
}

/** Without a repository the package is not published, and there is nothing to link. */
export function productOf({ name, version, repository }: Manifest): Product {
  if (repository === undefined) return { version, links: [] };
  const code = repository.url.replace(/^git\+/, "").replace(/\.git$/, "");
  return {
    version,
    links: [
      ["Code", code],
      ["npm", `https://www.npmjs.com/package/${name}`],
    ],
  };
}
