// Which source map belongs to each file of a stack: by the debug ids that the error carries, else by release and path.
import { debugId } from "contract";
import { type ApiContext, run } from "../context.ts";

/** The map of a file of a stack. */
export interface FileMap {
  readonly debugId: string;
  /** Whether the map was uploaded. */
  readonly known: boolean;
  /** Whether the file is a source: the application mapped its stack itself, and only the lines are wanted. */
  readonly isSource: boolean;
}

/** What an error says about the files of its stack. */
export interface FileRequest {
  /** `<debug id> <file>`, or `<debug id> source:<file>` for files that are sources already. */
  readonly entries: readonly string[];
  readonly files: readonly string[];
  readonly release: string;
  readonly service: string;
}

const maxEntries = 50;
const maxFiles = 100;
const sourceMark = "source:";

/** The maps by file; a file without a debug id and without an upload of its release is absent. */
export async function findFileMaps(
  { entries, files, release, service }: FileRequest,
  context: ApiContext,
): Promise<ReadonlyMap<string, FileMap>> {
  const wanted = new Set(files);
  const byFile = new Map<string, Omit<FileMap, "known">>();
  for (const entry of entries.slice(0, maxEntries)) {
    const read = readEntry(entry);
    if (read !== undefined && wanted.has(read.file)) byFile.set(read.file, read);
  }
  const others = [...wanted].filter((file) => !byFile.has(file)).slice(0, maxFiles);
  const [known, ofRelease] = await Promise.all([
    findKnown(
      [...byFile.values()].map((map) => map.debugId),
      context,
    ),
    release === "" || others.length === 0 ? [] : findByRelease(others, release, service, context),
  ]);
  return new Map<string, FileMap>([
    ...[...byFile].map(([file, map]) => [file, { ...map, known: known.has(map.debugId) }] as const),
    ...ofRelease.map(
      ({ stackFile, debugId: id }) => [stackFile, { debugId: id, known: true, isSource: false }] as const,
    ),
  ]);
}

function readEntry(entry: string): { debugId: string; file: string; isSource: boolean } | undefined {
  const space = entry.indexOf(" ");
  const id = debugId.safeParse(entry.slice(0, Math.max(0, space)));
  if (!id.success) return undefined;
  const rest = entry.slice(space + 1);
  const isSource = rest.startsWith(sourceMark);
  return { debugId: id.data, file: isSource ? rest.slice(sourceMark.length) : rest, isSource };
}

async function findKnown(debugIds: readonly string[], context: ApiContext): Promise<ReadonlySet<string>> {
  if (debugIds.length === 0) return new Set();
  const rows = await run<{ debugId: string }>(context, "source-map-known", { debugIds });
  return new Set(rows.map((row) => row.debugId));
}

async function findByRelease(
  files: readonly string[],
  release: string,
  service: string,
  context: ApiContext,
): Promise<readonly { stackFile: string; debugId: string }[]> {
  return run(context, "source-map-files", { files, release, service });
}
