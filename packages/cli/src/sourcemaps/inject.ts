// Gives generated files and their maps the same debug id, where they have none.
// oxlint-disable-next-line own/written-files -- sources of the user, with a debug id
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { Failure } from "../failure.ts";
import {
  debugIdFor,
  debugIdOfFile,
  debugIdOfMap,
  mapWithDebugId,
  parseMap,
  withDebugId,
} from "./debug-id.ts";
import type { GeneratedFile } from "./find-files.ts";

/** A generated file whose debug id is known. */
export interface Identified extends GeneratedFile {
  readonly debugId: string;
  /** What has to be written: nothing when file and map have the id already. */
  readonly changes: readonly { readonly file: string; readonly text: string }[];
  /** Whether the map contains the text of its sources. */
  readonly hasSources: boolean;
}

/**
 * Reads the ids of file and map, or derives one from their content.
 *
 * @throws {Failure} when the map is not one, or file and map have different ids.
 */
export function identify(generated: GeneratedFile): Identified {
  const { code, map, file, mapFile } = generated;
  const json = parseMap(map, mapFile ?? file);
  const ofFile = debugIdOfFile(code);
  const ofMap = debugIdOfMap(json);
  if (ofFile !== undefined && ofMap !== undefined && ofFile !== ofMap)
    throw new Failure(
      `${file} has the debug id ${ofFile}, its map ${mapFile ?? "inside"} has ${ofMap}.`,
      "They are from different builds: remove both and build again.",
    );
  const debugId = ofFile ?? ofMap ?? debugIdFor(code, map);
  const changes = [
    ...(ofMap === undefined && mapFile !== undefined
      ? [{ file: mapFile, text: mapWithDebugId(map, debugId) }]
      : []),
    ...(ofFile === undefined ? [{ file, text: withDebugId(code, debugId) }] : []),
  ];
  return { ...generated, debugId, changes, hasSources: hasSources(json) };
}

function hasSources(json: Readonly<Record<string, unknown>>): boolean {
  const sections = json["sections"];
  if (Array.isArray(sections))
    return sections.some(
      (one: { map?: Record<string, unknown> } | null) => one?.map !== undefined && hasSources(one.map),
    );
  const contents = json["sourcesContent"];
  return Array.isArray(contents) && contents.some((text) => typeof text === "string");
}

/** Writes the map first: what is interrupted between the two is completed by the next run. */
export function writeChanges({ changes }: Identified): void {
  for (const { file, text } of changes) {
    const fresh = `${file}.${process.pid}.tmp`;
    try {
      writeFileSync(fresh, text, { mode: statSync(file).mode });
      renameSync(fresh, file);
    } catch (cause) {
      rmSync(fresh, { force: true });
      throw new Failure(
        `Cannot write ${file}: ${(cause as Error).message}.`,
        "Check the permissions of the folder.",
        undefined,
        { cause },
      );
    }
  }
}
