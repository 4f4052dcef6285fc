// The thread that reads source maps: uploaded by others, so a map may be large, malformed or made to be slow. The console stays
// responsive, and ends the thread when it exceeds its time or memory (map-reader.ts).
import { parentPort } from "node:worker_threads";
import { gunzipSync } from "node:zlib";
import type { MapAnswer, MapQuestion } from "./messages.ts";
import { type ReadMap, readMap } from "./original-positions.ts";

/** The largest map, decompressed. */
const maxMapBytes = 64 * 1024 * 1024;
/** Of all maps in the cache, as decompressed text; their decoded mappings take several times as much. */
const maxCachedBytes = 48 * 1024 * 1024;

interface Cached {
  readonly map: ReadMap;
  readonly bytes: number;
}

const cache = new Map<string, Cached>();
let cachedBytes = 0;

parentPort?.on("message", (question: MapQuestion) => parentPort?.postMessage(answer(question), []));

function answer({ id, key, positions, content }: MapQuestion): MapAnswer {
  try {
    const map = content === undefined ? recall(key) : keep(key, content);
    if (map === undefined) return { id, outcome: "missing", originals: [] };
    return { id, outcome: "found", originals: positions.map((position) => map.find(position)) };
  } catch (error) {
    return { id, outcome: "unreadable", originals: [], reason: (error as Error).message };
  }
}

function recall(key: string): ReadMap | undefined {
  const cached = cache.get(key);
  if (cached === undefined) return undefined;
  // used last: removed last
  cache.delete(key);
  cache.set(key, cached);
  return cached.map;
}

function keep(key: string, content: Uint8Array): ReadMap {
  const text = gunzipSync(content, { maxOutputLength: maxMapBytes });
  forget(key);
  for (const oldest of cache.keys()) {
    if (cachedBytes + text.length <= maxCachedBytes) break;
    forget(oldest);
  }
  const map = readMap(text.toString());
  cache.set(key, { map, bytes: text.length });
  cachedBytes += text.length;
  return map;
}

function forget(key: string): void {
  cachedBytes -= cache.get(key)?.bytes ?? 0;
  cache.delete(key);
}
