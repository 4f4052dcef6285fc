// The parser of TypeScript for ESLint, on the TypeScript of this package: what npm hoists beside the workspace's TypeScript 7, which has no
// API in JavaScript, is led to it.
import { createRequire, Module } from "node:module";

const require = createRequire(import.meta.url);
const loader = Module as unknown as { _resolveFilename: Resolve };
type Resolve = (
  request: string,
  parent: { readonly filename?: string } | undefined,
  ...rest: unknown[]
) => string;

const resolve = loader._resolveFilename;
loader._resolveFilename = (request, parent, ...rest) => {
  const isHoisted = request === "typescript" && parent?.filename?.includes("ts-api-utils") === true;
  return isHoisted ? require.resolve("typescript") : resolve(request, parent, ...rest);
};

export const parser = require("@typescript-eslint/parser") as typeof import("@typescript-eslint/parser");
loader._resolveFilename = resolve;
