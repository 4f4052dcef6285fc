// Looks for texts that a reader of text takes too long for: repeated, nested and half-finished pieces of what the reader knows, made
// longer step by step. What grows much faster than its text is found at a length at which it still costs milliseconds.

/** A function that reads text from outside. */
export interface TextReader {
  readonly name: string;
  /** Characters of the longest text that it is given; longer ones are refused or cut before. */
  readonly largest: number;
  /** Reads the text. What it returns or throws does not matter. */
  read(text: string): unknown;
  /** Pieces of its grammar: what it looks for, and what nearly is that. */
  readonly pieces: readonly string[];
  /** Texts that were slow once: `front` and `back` once, `middle` repeated. */
  readonly known?: readonly Shape[];
}

/** A text of any length: `middle` repeated between `front` and `back`, with as many `mirror` behind it. */
export interface Shape {
  readonly front?: string;
  readonly middle: string;
  readonly mirror?: string;
  readonly back?: string;
}

/** The slowest text of a reader that was found. */
export interface SlowText {
  readonly reader: string;
  readonly shape: Shape;
  /** Characters and milliseconds of the last text of this shape that was read. */
  readonly length: number;
  readonly ms: number;
  /** How the time grew with four times the text: 4 is linear, 16 quadratic. Only measured where a text took milliseconds. */
  readonly growth: number | undefined;
}

/** How thoroughly is looked. */
export interface SearchOptions {
  /** Shapes tried beside the known ones. */
  readonly shapes: number;
  /** Texts are not made longer than that. */
  readonly longest: number;
  readonly seed: number;
}

const first = 64;
const step = 4;
/** Below that a time says nothing of its growth: the clock that counts one thread alone goes in steps of milliseconds. */
const leastMs = 16;
/** Linear is 4; caches and the collector make it a little more. */
const steepGrowth = 9;
/** What a text of the largest length may take, however the time grows. */
const allowedMs = 50;
/** No shape is made longer once it takes that. */
const enoughMs = 400;
const anywhere = [
  " ",
  "\t",
  "\n",
  "a",
  "A",
  "0",
  "1",
  "-",
  ".",
  "\\",
  '"',
  "'",
  "(",
  "[",
  "{",
  "<",
  ",",
  ";",
  "=",
  ":",
  "/",
  "%",
  "é",
  "\u0000",
];

/**
 * Whether the time of `reader` grows faster than its text for any of the shapes that are tried: the worst such text; undefined for none.
 * The times are the least of several, so that a busy machine makes nothing slow.
 */
export function findSteepText(reader: TextReader, options: SearchOptions): SlowText | undefined {
  let worst: SlowText | undefined;
  for (const shape of shapesFor(reader, options)) {
    const found = climb(reader, shape, Math.min(reader.largest, options.longest));
    const isSteep = expectedMs(found, reader.largest) > allowedMs && (found.growth ?? 0) > steepGrowth;
    if (isSteep && (worst === undefined || found.ms / found.length > worst.ms / worst.length)) worst = found;
    if (worst !== undefined && worst.ms > enoughMs) break;
  }
  return worst;
}

/** The text of the largest length that takes longest. */
export function findSlowestText(reader: TextReader, options: SearchOptions): SlowText {
  let worst: SlowText | undefined;
  for (const shape of shapesFor(reader, options)) {
    const found = climb(reader, shape, reader.largest);
    if (worst === undefined || found.ms > worst.ms) worst = found;
    if (found.ms > enoughMs) break;
  }
  if (worst === undefined) throw new Error(`no text was tried for ${reader.name}`);
  return worst;
}

/** The text of `shape` with about `length` characters, never more. */
function textOf({ front = "", middle, mirror = "", back = "" }: Shape, length: number): string {
  const times = Math.max(
    0,
    Math.floor((length - front.length - back.length) / (middle.length + mirror.length)),
  );
  return (front + middle.repeat(times) + mirror.repeat(times) + back).slice(0, length);
}

/** What the largest text of the shape will take, when the time goes on to grow as it did. */
function expectedMs({ ms, length, growth = step }: SlowText, largest: number): number {
  return ms * (largest / length) ** (Math.log(growth) / Math.log(step));
}

function climb(reader: TextReader, shape: Shape, longest: number): SlowText {
  let length = Math.min(first, longest);
  let ms = timeOf(reader, textOf(shape, length));
  let growth: number | undefined;
  while (length < longest && ms < enoughMs) {
    const before = { length, ms };
    length = Math.min(length * step, longest);
    const text = textOf(shape, length);
    ms = timeOf(reader, text);
    if (ms < leastMs || length < before.length * step) continue;
    if (ms / Math.max(before.ms, leastMs / 8) <= steepGrowth) continue;
    // looked at closer: the first time may have been somebody else's; a reader that remembers answers is quick the second time
    const shorter = leastTime(reader, textOf(shape, before.length), 3);
    ms = Math.min(ms, leastTime(reader, text, ms > 100 ? 1 : 3));
    if (ms >= leastMs) growth = ms / Math.max(shorter, before.ms / 2, leastMs / 8);
    if (growth !== undefined && growth > steepGrowth) break;
  }
  return { reader: reader.name, shape, length, ms, growth };
}

function leastTime(reader: TextReader, text: string, times: number): number {
  let least = Infinity;
  for (let time = 0; time < times; time++) least = Math.min(least, timeOf(reader, text));
  return least;
}

/** What this thread has computed meanwhile, in ms: what other processes and threads take does not count. */
function timeOf(reader: TextReader, text: string): number {
  const started = computedMs();
  try {
    reader.read(text);
  } catch {
    // a refusal is an answer
  }
  return computedMs() - started;
}

function computedMs(): number {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1000;
}

function shapesFor({ pieces, known = [] }: TextReader, { shapes, seed }: SearchOptions): Shape[] {
  const random = randomOf(seed);
  const all = [...pieces, ...pieces, ...anywhere];
  const one = (from: readonly string[]): string => from[Math.floor(random() * from.length)] as string;
  const some = (most: number): string =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, () => one(random() < 0.7 ? pieces : all)).join(
      "",
    );
  // each piece by itself first, in a text that does not end well
  const plain = pieces.map((middle): Shape => ({ middle, back: "\u0000" }));
  const made = Array.from({ length: shapes }, (): Shape => {
    const middle = one(all) + some(3);
    return {
      front: some(2),
      middle,
      ...(random() < 0.3 ? { mirror: one(all) + some(1) } : {}),
      back: some(2),
    };
  });
  return [...known, ...plain, ...made];
}

/** Numbers from 0 to below 1, the same ones for the same `seed` (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
