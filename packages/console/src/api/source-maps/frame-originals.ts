// Frames in terms of the sources: each source map is read once for all frames of its file.
import type { MissingSource } from "contract";
import { createMapReader } from "../../source-maps/map-reader.ts";
import type { MapAnswer } from "../../source-maps/messages.ts";
import type { Frame } from "../../source-maps/stack.ts";
import { tenantOf } from "../caller.ts";
import { type ApiContext, run } from "../context.ts";
import type { FileMap } from "./file-maps.ts";

export interface FrameOriginal {
  readonly original: MapAnswer["originals"][number];
  /** `undefined` when there is an original. */
  readonly missing: MissingSource | undefined;
}

/** Maps that one stack is read with. */
const maxMaps = 10;
// one thread for all requests: it has the cache
const reader = createMapReader();

/** The frames of files that have a map. */
export async function findOriginals(
  frames: readonly Frame[],
  maps: ReadonlyMap<string, FileMap>,
  context: ApiContext,
): Promise<ReadonlyMap<Frame, FrameOriginal>> {
  const found = new Map<Frame, FrameOriginal>();
  let read = 0;
  for (const [file, map] of maps) {
    const own = frames.filter((frame) => frame.file === file && frame.application);
    if (own.length === 0) continue;
    if (!map.known || read >= maxMaps) {
      for (const frame of own) found.set(frame, { original: null, missing: "not-uploaded" });
      continue;
    }
    read++;
    const { outcome, originals } = await ask(own, map, context);
    for (const [index, frame] of own.entries()) {
      const original = originals[index] ?? null;
      found.set(frame, { original, missing: original === null ? reasons[outcome] : undefined });
    }
  }
  return found;
}

const reasons = { found: "not-in-map", missing: "not-uploaded", unreadable: "unreadable" } as const;

function ask(
  frames: readonly Frame[],
  { debugId, isSource }: FileMap,
  context: ApiContext,
): Promise<Omit<MapAnswer, "id">> {
  const positions = frames.map(({ file, line, column }) => ({
    line,
    column,
    source: isSource ? file : undefined,
  }));
  return reader.find({ tenant: tenantOf(context), debugId }, positions, () => loadMap(debugId, context));
}

/** The gzipped map; `undefined` when not all of its parts are there. */
async function loadMap(debugId: string, context: ApiContext): Promise<Uint8Array | undefined> {
  const rows = await run<{ part: number; content: string; total: number }>(context, "source-map-content", {
    debugId,
  });
  const [first] = rows;
  if (first === undefined || rows.length < Number(first.total)) return undefined;
  return Buffer.concat(rows.map(({ content }) => Buffer.from(content, "base64")));
}
