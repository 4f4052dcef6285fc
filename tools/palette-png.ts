// Screenshots as PNGs with a palette of 256 colours, which are a third of their size: nearly all pixels of a page have one of few colours,
// and these stay as they are. The others, edges of letters, get the nearest colour of the palette.
import { crc32, deflateSync, inflateSync } from "node:zlib";

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** A number a pixel, `0xrrggbb`, row by row. */
  readonly pixels: Uint32Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const maxColors = 256;
/** So many of the most frequent colours are in the palette unchanged; the rest of it are means of the others. */
const exactColors = 160;

/** The same picture in fewer bytes. */
export function compressPng(png: Buffer): Buffer {
  return encodePalette(decodePng(png));
}

/** Reads a PNG as browsers write them: 8 bits a channel, without interlacing; transparency is left out. @throws for any other */
export function decodePng(png: Buffer): Picture {
  const chunks = chunksOf(png);
  const header = chunks.find(({ type }) => type === "IHDR")!.data;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, kind, , , interlacing] = header.subarray(8);
  const channels = { 2: 3, 3: 1, 6: 4 }[kind!];
  if (depth !== 8 || channels === undefined || interlacing !== 0)
    throw new Error(`Cannot read the PNG: depth ${depth}, kind ${kind}, interlacing ${interlacing}.`);
  const packed = Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data));
  const bytes = unfilter(inflateSync(packed), { width, height, channels });
  const palette = chunks.find(({ type }) => type === "PLTE")?.data;
  const pixels = new Uint32Array(width * height);
  for (let at = 0; at < pixels.length; at += 1)
    pixels[at] =
      palette === undefined ? bytes.readUIntBE(at * channels, 3) : palette.readUIntBE(bytes[at]! * 3, 3);
  return { width, height, pixels };
}

/** Writes a PNG with a palette. Pictures of at most 256 colours are unchanged. */
export function encodePalette({ width, height, pixels }: Picture): Buffer {
  const counts = new Map<number, number>();
  for (const color of pixels) counts.set(color, (counts.get(color) ?? 0) + 1);
  const palette = choosePalette(counts);
  const places = new Map([...counts.keys()].map((color) => [color, nearest(color, palette)]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = places.get(pixels[y * width + x]!)!;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colors = Buffer.alloc(palette.length * 3);
  for (const [at, color] of palette.entries()) colors.writeUIntBE(color, at * 3, 3);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("PLTE", colors),
    chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function choosePalette(counts: ReadonlyMap<number, number>): readonly number[] {
  const colors = [...counts].toSorted(([a, countA], [b, countB]) => countB - countA || a - b);
  if (colors.length <= maxColors) return colors.map(([color]) => color);
  const exact = colors.slice(0, exactColors).map(([color]) => color);
  return [...exact, ...medianCut(colors.slice(exactColors), maxColors - exactColors)];
}

type Counted = readonly [color: number, count: number];
const shifts = [16, 8, 0];
const channel = (color: number, shift: number): number => (color >> shift) & 0xff;

/** Cuts the largest box of colours in two until there are `boxes`, and returns the mean of each. */
function medianCut(colors: readonly Counted[], boxes: number): readonly number[] {
  const found = [measure(colors)];
  while (found.length < boxes) {
    const largest = found.reduce((a, b) => (b.size > a.size ? b : a));
    if (largest.size === 0) break;
    const sorted = largest.colors.toSorted(
      ([a], [b]) => channel(a, largest.shift) - channel(b, largest.shift) || a - b,
    );
    const middle = sorted.length >> 1;
    found.splice(found.indexOf(largest), 1, measure(sorted.slice(0, middle)), measure(sorted.slice(middle)));
  }
  return found.map((box) => meanOf(box.colors));
}

/** A box of colours, with the channel in which they differ most and how much that is. */
interface Box {
  readonly colors: readonly Counted[];
  readonly shift: number;
  readonly size: number;
}

function measure(colors: readonly Counted[]): Box {
  let [shift, size] = [0, 0];
  for (const one of shifts) {
    let [low, high] = [255, 0];
    for (const [color] of colors) {
      low = Math.min(low, channel(color, one));
      high = Math.max(high, channel(color, one));
    }
    const width = (high - low) * Math.sqrt(colors.length);
    if (width > size) [shift, size] = [one, width];
  }
  return { colors, shift, size: colors.length < 2 ? 0 : size };
}

function meanOf(colors: readonly Counted[]): number {
  const total = colors.reduce((sum, [, count]) => sum + count, 0);
  return shifts.reduce((mean, shift) => {
    const sum = colors.reduce((all, [color, count]) => all + channel(color, shift) * count, 0);
    return mean | (Math.round(sum / total) << shift);
  }, 0);
}

function nearest(color: number, palette: readonly number[]): number {
  let [best, least] = [0, Infinity];
  for (const [at, one] of palette.entries()) {
    const distance = shifts.reduce(
      (sum, shift) => sum + (channel(color, shift) - channel(one, shift)) ** 2,
      0,
    );
    if (distance < least) [best, least] = [at, distance];
  }
  return best;
}

interface Shape {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** Undoes the filters of the rows (PNG specification, section 9). */
function unfilter(rows: Buffer, { width, height, channels }: Shape): Buffer {
  const stride = width * channels;
  const bytes = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (stride + 1)]!;
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x < channels ? 0 : bytes[at - channels]!;
      const above = y === 0 ? 0 : bytes[at - stride]!;
      const corner = x < channels || y === 0 ? 0 : bytes[at - stride - channels]!;
      const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter]!;
      bytes[at] = rows[y * (stride + 1) + 1 + x]! + predicted;
    }
  }
  return bytes;
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(png: Buffer): readonly Chunk[] {
  if (!png.subarray(0, 8).equals(signature))
    throw new Error("Cannot read the PNG: it does not begin as one.");
  const chunks: Chunk[] = [];
  for (let at = 8; at < png.length;) {
    const size = png.readUInt32BE(at);
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + size) });
    at += size + 12;
  }
  return chunks;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([size, named, sum]);
}
