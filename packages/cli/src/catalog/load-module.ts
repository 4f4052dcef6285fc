// Imports a module of the user: as Node.js does where it can, else through jiti, which reads TypeScript on any Node.js and knows
// imports without extensions.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { command } from "quoting/shell";
import { Failure } from "../failure.ts";
import { guardImport } from "./import-guard.ts";

/** Failures of Node's own loader on TypeScript, after which jiti may succeed. A mistake in the module's code is not one of them. */
const loaderFailures: ReadonlySet<string | undefined> = new Set([
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
  "ERR_INVALID_TYPESCRIPT_SYNTAX",
  "ERR_MODULE_NOT_FOUND",
  "MODULE_NOT_FOUND",
  "ERR_REQUIRE_ESM",
  "ERR_UNSUPPORTED_DIR_IMPORT",
]);

/**
 * The exports of a module. Errors name it by `what`.
 * @throws {Failure} with the module's own error when it fails, and when it takes longer than `timeoutMs`.
 */
export async function loadModule(
  file: string,
  what = "the catalog",
  timeoutMs = 30_000,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await guardImport(`${what} ${file}`, timeoutMs, () => importModule(file));
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const isWrongImport =
      /defineCatalog\b.*(?:is not a function|does not provide an export)|export named 'defineCatalog'/.test(
        reason,
      );
    throw new Failure(
      // a parser's message is broken into lines: `Unexpected token`, then the place
      `Cannot load ${what} ${file}: ${reason.replaceAll(/\s+/g, " ").trim()}`,
      isWrongImport
        ? 'Import it from its own entry: `import { defineCatalog } from "telltale/catalog"`.'
        : `Run \`${command(["node", path.basename(file)])}\` or \`tsc --noEmit\` to see the mistake. The file must run without side effects: keep \`start()\` out of it.`,
      undefined,
      { cause },
    );
  }
}

async function importModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    const isLoaders =
      error instanceof SyntaxError || loaderFailures.has((error as NodeJS.ErrnoException | null)?.code);
    if (!isLoaders) throw error;
  }
  const { createJiti } = await import("jiti");
  return createJiti(import.meta.url, { fsCache: false, moduleCache: false, interopDefault: false }).import(
    file,
  );
}
