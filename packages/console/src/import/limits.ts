// What a file may cost while it is read. A command reads files of the person who runs it; a console reads those of others.
import { readJsonText } from "../formats/json-text.ts";

export interface ReadLimits {
  /** Of a line, of a document of several lines, and of all Zipkin spans of a file: none of them can be read in parts. */
  readonly maxValueBytes: number;
  /** Of a row of CSV. */
  readonly maxRowBytes: number;
  /** Of a column in a row group of Parquet, uncompressed. */
  readonly maxColumnBytes: number;
  /** Of the same, which a few bytes may stand for; those of lists and maps count each. */
  readonly maxColumnValues: number;
  /** Of a table of Parquet, whose row groups may be the same bytes again and again. */
  readonly maxTableRows: number;
  /** Of what comes out of gzip. */
  readonly maxUnpackedBytes: number;
  /** Whether what comes out of gzip may be more than `receive/ratio.ts` allows for its size. */
  readonly hasAnyRatio: boolean;
  /** Lines, rows and values without anything to import, beside ten for each item that was found. */
  readonly maxIdle: number;
  /** Decodes JSON before it is parsed. @throws {ProblemError} */
  readonly toText: (bytes: Uint8Array) => string;
}

const MiB = 1024 * 1024;
const decoder = new TextDecoder();

/** For files of the user's own. */
export const ownLimits: ReadLimits = {
  maxValueBytes: 400 * MiB,
  maxRowBytes: 128 * MiB,
  maxColumnBytes: 512 * MiB,
  maxColumnValues: 50_000_000,
  maxTableRows: Infinity,
  maxUnpackedBytes: Infinity,
  hasAnyRatio: true,
  maxIdle: Infinity,
  toText: (bytes) => decoder.decode(bytes),
};

/** For files that are sent to a console: as much as a request of OTLP may cost. */
export const uploadLimits: ReadLimits = {
  maxValueBytes: 64 * MiB,
  maxRowBytes: 4 * MiB,
  maxColumnBytes: 128 * MiB,
  maxColumnValues: 10_000_000,
  maxTableRows: 50_000_000,
  maxUnpackedBytes: 16 * 1024 * MiB,
  hasAnyRatio: false,
  maxIdle: 100_000,
  toText: readJsonText,
};
