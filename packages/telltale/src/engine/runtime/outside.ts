// What is loaded from outside of this library at run time, by a name that bundlers do not follow: they refuse to build where an optional peer is not installed,
// and would put a second copy of what must be one into a bundle.
import Module from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** The URL of the file that holds this code; undefined in a CommonJS bundle by esbuild. Webpack writes the one it had where it was built. */
export const ownUrl: string | undefined = import.meta.url;

/** Whether this runs as it was written, and not as it was built. */
export const isSource: boolean = ownUrl?.endsWith(".ts") === true;

/**
 * Loads the package `name` as this library finds it, or the program that runs, or the working folder: a bundle lies elsewhere than the library did.
 *
 * @throws {Error} Node's own, where none of them finds it
 */
export function requireOutside(name: string): unknown {
  const { require, file } = findOutside(name);
  return require(file);
}

/** Throws Node's own error where {@link requireOutside} would not find the package `name`. Loads nothing. */
export function findOutside(name: string): { readonly require: NodeJS.Require; readonly file: string } {
  const [, program] = process.argv;
  const places = [ownUrl, program === undefined ? undefined : pathToFileURL(program).href, workingFolder()];
  let failure: unknown;
  for (const place of places) {
    if (place === undefined) continue;
    try {
      const require = Module.createRequire(place);
      return { require, file: require.resolve(name) };
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

/** Imports `specifier` as this file would. Rejects as `import()` does. */
export async function importOutside(specifier: string): Promise<unknown> {
  return import(/* webpackIgnore: true */ specifier);
}

function workingFolder(): string {
  return pathToFileURL(path.resolve("from")).href;
}
