// Our own integrations, by the table: each is loaded with the first module it takes.
import Module from "node:module";
import { suppressed } from "../engine/context/suppress.ts";
import { isSource, ownUrl } from "../engine/runtime/outside.ts";
import type { LibraryIntegration } from "../integrations/library-integration.ts";
import type { TableEntry } from "./table-entry.ts";
import type { Target } from "./target.ts";

/** What `entry` does with `options`. */
export function ownTarget(entry: TableEntry, options: object): Target {
  const { name, modules, versions, atStart } = entry;
  let integration: LibraryIntegration<object> | undefined;
  return {
    name,
    modules,
    versions,
    atStart,
    instrument: (library) => (integration ??= loadIntegration(entry)).instrument(library, options),
  };
}

/** The integration that `entry` is about. @throws where its file is not beside this one */
export function loadIntegration({ name, file }: TableEntry): LibraryIntegration<object> {
  const place = isSource ? `../../integrations/${file}.ts` : `./${file}.cjs`;
  const require = Module.createRequire(ownUrl ?? "");
  // in the middle of the application, whose files may be spans
  const exported = suppressed(() => require(place) as Readonly<Record<string, unknown>>);
  const found = Object.values(exported).find((value) => isIntegration(value) && value.name === name);
  if (found === undefined) throw new Error(`telltale/${file} has no integration \`${name}\``);
  return found as LibraryIntegration<object>;
}

/** Whether `value` describes an integration. */
function isIntegration(value: unknown): value is LibraryIntegration<object> {
  const { name, instrument, emits } = (value ?? {}) as Partial<LibraryIntegration<object>>;
  return typeof name === "string" && typeof instrument === "function" && Array.isArray(emits);
}
