// The start of the engine runs through most of its library once: thousands of functions, formats and settings register themselves. Each
// kind of query runs through some more. What it touched stays mapped, some 150 MB, and is hardly used again. Given back, the few pages
// that are needed are read again from the system's cache of the file, in about a microsecond each. Linux only; elsewhere nothing happens.
import { openSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const dontNeed = 4;

interface Range {
  readonly start: number;
  readonly length: number;
}

/**
 * Returns what gives back all pages of `library` that this process cannot write to. Must be called before the engine runs: while a
 * call of a function is under way, another library cannot be opened. Where the library lies is found at the first call.
 */
export function createPageRelease(library: string): () => void {
  if (process.platform !== "linux") return () => undefined;
  const ffi = createRequire(import.meta.url)("ffi-rs") as typeof import("ffi-rs");
  // the process itself, whose C library is there already
  ffi.open({ library: "self", path: "" });
  // opened now: behind its walls the process may not
  const mapped = openSync("/proc/self/smaps", "r");
  let ranges: readonly Range[] | undefined;
  return () => {
    ranges ??= unwritableRanges(mapped, library);
    for (const { start, length } of ranges) {
      ffi.load({
        library: "self",
        funcName: "madvise",
        retType: ffi.DataType.I32,
        paramsType: [ffi.DataType.I64, ffi.DataType.I64, ffi.DataType.I32],
        paramsValue: [start, length, dontNeed],
      });
    }
  };
}

/**
 * Where the file is mapped as it is. A range that was written to while the library was linked, and made unwritable then, is not among
 * them: given back, it would be the file's again.
 */
function unwritableRanges(mapped: number, library: string): Range[] {
  const ranges: Range[] = [];
  for (const entry of readFileSync(mapped, "utf8").split(/\n(?=[0-9a-f]+-)/)) {
    const [, from, to, access, file] = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ +(.+)/.exec(entry) ?? [];
    if (from === undefined || to === undefined || access?.[1] !== "-" || file !== library) continue;
    if (!/^Anonymous: +0 kB$/m.test(entry)) continue;
    const start = Number.parseInt(from, 16);
    ranges.push({ start, length: Number.parseInt(to, 16) - start });
  }
  return ranges;
}
