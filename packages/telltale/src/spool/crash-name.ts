// Names of crash files: their key, when they were written, their size, and the process that is sending one now.
//   <key>-<epoch ms>-<random>-<items>-<bytes>.otlp[.<owner>]
import { builtin } from "../engine/runtime/builtin.ts";

/** The parts of a file name. */
export interface CrashName {
  /** The name of the file as it is. */
  readonly file: string;
  /** Its name without the owner. */
  readonly name: string;
  readonly key: string;
  readonly madeMs: number;
  readonly items: number;
  /** Of the whole file. */
  readonly bytes: number;
  /** The process that has claimed it, as `owner.ts` names it. */
  readonly owner: string | undefined;
}

const crypto = builtin("crypto");
const form =
  /^(([0-9a-f]{32})-(\d{14})-[0-9a-f]{12}-(\d{1,10})-(\d{1,12})\.otlp)(?:\.([a-z0-9]{1,20}\.\d{1,10}\.[0-9a-f]{12}))?$/;

/** The key of files that only the same service may send, to the same receiver and with the same credentials: a digest of `parts`. */
export function keyOf(parts: readonly unknown[]): string {
  return crypto().createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

/** A new name. */
export function toCrashName(key: string, madeMs: number, items: number, bytes: number): string {
  const random = crypto().randomBytes(6).toString("hex");
  return `${key}-${String(madeMs).padStart(14, "0")}-${random}-${items}-${bytes}.otlp`;
}

/** Reads a name; undefined for other files. */
export function parseCrashName(file: string): CrashName | undefined {
  const match = form.exec(file);
  if (match === null) return undefined;
  const [, name = "", key = "", madeMs, items, bytes, owner] = match;
  return { file, name, key, madeMs: Number(madeMs), items: Number(items), bytes: Number(bytes), owner };
}
