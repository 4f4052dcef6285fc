// Looks for texts that a reader of text takes too long for: repeated, nested and half-finished pieces of what the reader knows, made
// longer step by step. What grows much faster than its text is found at a length at which it still costs milliseconds.

/** A function that reads text from outside. */
export interface TextReader {
  readonly name: string;
  /** Characters of the longest text that it is given; longer ones are refused or cut before. */
  readonly largest: number;
  /** Reads the text. What it returns or throws does not matter; a promise is waited for. */
  read(text: string): unknown;
  /** Pieces of its grammar: what it looks for, and what nearly is that. */
  readonly pieces: readonly string[];
  /** Texts that were slow once: `front` and `back` once, `middle` repeated. */
  readonly known?: readonly Shape[];
}

/** A text of any length: `middle` repeated between `front` and `back`, with as many `mirror` behind it. */
interface Shape {
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
  /** How much longer one such text took than sixteen of a sixteenth of it: 1 is linear, 16 quadratic. Only measured where a text took milliseconds. */
  readonly growth: number | undefined;
}

/** How thoroughly is looked. */
export interface SearchOptions {
  /** Shapes tried beside the known ones. */
  readonly shapes: number;
  /** Texts are not made longer than that. */
  readonly longest: number;
  readonly seed: number;
  /** What has been computed so far, in ms; without it the CPU time of this thread. */
  readonly computedMs?: () => number;
}

/** A reader whose work is timed. */
interface TimedReader extends TextReader {
  /** Milliseconds that reading `texts`, one after the other, took. */
  timeOf(texts: readonly string[]): Promise<number>;
}

const first = 64;
const step = 8;
/** Below that a time says nothing of its growth. */
const minMs = 5;
/** The clock that counts one thread alone goes in steps of up to four milliseconds, on some machines of ten. */
const certainMs = 200;
const maxTurns = 40;
const comparisons = 3;
/** So many shorter texts are as long as one. */
const parts = 16;
/** Linear is 1, n log n hardly more; caches, the collector and a busy machine make it up to 3. */
const steepGrowth = 5;
/** What a text of the largest length may take, however the time grows. */
const allowedMs = 50;
/** What takes that is slow on a slow machine, too. */
const slowMs = 4 * allowedMs;
/** One that takes that is slow enough to stop looking. */
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
 * A text is compared with shorter ones of the same length together, so that a busy machine makes nothing slow.
 */
export async function findSteepText(
  textReader: TextReader,
  options: SearchOptions,
): Promise<SlowText | undefined> {
  const reader = timed(textReader, options);
  let worst: SlowText | undefined;
  for (const shape of shapesFor(reader, options)) {
    const found = await climb(reader, shape, Math.min(reader.largest, options.longest));
    const isSteep =
      expectedMs(found, reader.largest) > allowedMs &&
      (found.growth ?? 0) > steepGrowth &&
      (await staysSteep(reader, shape, found.length));
    if (isSteep && (worst === undefined || found.ms / found.length > worst.ms / worst.length)) worst = found;
    if (worst !== undefined && worst.ms > enoughMs) break;
  }
  return worst;
}

/** The text of the largest length that takes longest. */
export async function findSlowestText(textReader: TextReader, options: SearchOptions): Promise<SlowText> {
  const reader = timed(textReader, options);
  let worst: SlowText | undefined;
  for (const shape of shapesFor(reader, options)) {
    const text = textOf(shape, reader.largest);
    const ms = await minTime(reader, text, 3);
    if (worst === undefined || ms > worst.ms)
      worst = { reader: reader.name, shape, length: text.length, ms, growth: undefined };
    if (ms > enoughMs) break;
  }
  if (worst === undefined) throw new Error(`no text was tried for ${reader.name}`);
  return worst;
}

/** The text of `shape` with `length` characters. */
function textOf({ front = "", middle, mirror = "", back = "" }: Shape, length: number): string {
  const room = Math.max(0, length - front.length - back.length);
  const times = Math.floor(room / (middle.length + mirror.length));
  const end = mirror.repeat(times);
  const start = middle.repeat(times + Math.ceil((mirror.length + 1) / middle.length) + 1);
  return (front + start.slice(0, room - end.length) + end + back).slice(0, length);
}

/** What the largest text of the shape will take, when the time goes on to grow as it did. */
function expectedMs({ ms, length, growth = 1 }: SlowText, largest: number): number {
  return ms * (largest / length) ** (1 + Math.log(growth) / Math.log(parts));
}

async function climb(reader: TimedReader, shape: Shape, longest: number): Promise<SlowText> {
  let length = Math.min(first, longest);
  // the least of three: a step of the clock in a short text is not its time
  let ms = await minTime(reader, textOf(shape, length), 3);
  while (length < longest && ms < minMs) {
    length = Math.min(length * step, longest);
    ms = await minTime(reader, textOf(shape, length), 3);
  }
  return {
    reader: reader.name,
    shape,
    length,
    ms,
    growth: ms < minMs ? undefined : await growthAt(reader, shape, length),
  };
}

/**
 * Whether a text of `length` characters or more takes far too long, and the time still grows steeply there: what reads pieces grows no
 * further once a text has several, and on a slow machine its longest text takes long, too.
 */
async function staysSteep(reader: TimedReader, shape: Shape, length: number): Promise<boolean> {
  for (let next = length; ; next = Math.min(next * 2, reader.largest)) {
    if ((await minTime(reader, textOf(shape, next), 2)) > slowMs)
      return (await growthAt(reader, shape, next)) > steepGrowth;
    if (next >= reader.largest) return false;
  }
}

/** How much longer the text of `length` takes than the shorter ones together: the least of some comparisons, of which the first usually decides. */
async function growthAt(reader: TimedReader, shape: Shape, length: number): Promise<number> {
  let least = Infinity;
  for (let time = 0; time < comparisons && least > steepGrowth; time++) {
    const { one, many } = await compare(reader, shape, length);
    least = Math.min(least, one / many);
    if (one > enoughMs) break;
  }
  return least;
}

/** Takes turns until so much time has passed that the steps of the clock do not matter. */
async function compare(
  reader: TimedReader,
  shape: Shape,
  length: number,
): Promise<{ one: number; many: number }> {
  let one = 0;
  let many = 0;
  for (let turn = 0; turn < maxTurns && one + many < certainMs; turn++) {
    // of different lengths, as a reader that remembers answers is quick the second time
    const shorter = Array.from({ length: parts }, (_, at) =>
      textOf(shape, Math.max(1, Math.floor(length / parts) - ((at + turn * parts) % (length / parts / 4)))),
    );
    one += await reader.timeOf([textOf(shape, length - turn)]);
    many += await reader.timeOf(shorter);
  }
  return { one, many: Math.max(many, minMs) };
}

/** The least of several times, which stops once one is far too long or of no interest. */
async function minTime(reader: TimedReader, text: string, times: number): Promise<number> {
  let least = Infinity;
  for (let time = 0; time < times; time++) {
    least = Math.min(least, await reader.timeOf([text]));
    if (least > enoughMs || least < minMs) break;
  }
  return least;
}

function timed(reader: TextReader, { computedMs = threadCpuMs }: SearchOptions): TimedReader {
  return {
    ...reader,
    async timeOf(texts) {
      const started = computedMs();
      for (const text of texts) {
        try {
          const answer = reader.read(text);
          if (answer instanceof Promise) await answer;
        } catch {
          // a refusal is an answer
        }
      }
      return computedMs() - started;
    },
  };
}

/** What this thread has computed, in ms: what other processes and threads take does not count. */
function threadCpuMs(): number {
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
