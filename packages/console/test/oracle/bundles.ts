// Bundles of releases at random, with their source maps, and stacks of errors in them: of each frame it is known where the source has it.
import { type Random, randomOf } from "./random.ts";

/** A piece of a bundle, and the place in a source that it was made from. Lines and columns count from 0. */
export interface Piece {
  readonly line: number;
  readonly column: number;
  readonly source: number;
  readonly sourceLine: number;
  readonly sourceColumn: number;
  readonly name: number;
}

export interface Bundle {
  readonly release: string;
  readonly sources: readonly { readonly path: string; readonly text: string }[];
  readonly names: readonly string[];
  readonly pieces: readonly Piece[];
}

/** A frame as the stack has it: lines and columns count from 1. */
export interface RawFrame {
  readonly kind: "bundle" | "package" | "runtime";
  readonly functionName: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface RawStack {
  readonly text: string;
  readonly stacks: readonly { readonly title: string; readonly frames: readonly RawFrame[] }[];
}

export const bundleFile = "assets/index.js";
const names = ["total", "render", "submit"] as const;

/** Each release has other places at the same positions. */
export function bundleOf(release: string, seed: number): Bundle {
  const random = randomOf(seed * 10 + Number(release) + 40_000);
  const sources = ["../src/cart.ts", "../src/pay.ts"].map((path) => ({
    path,
    text: Array.from({ length: random.whole(3, 30) }, (_, at) => `// ${path} of ${release}, line ${at}`).join(
      "\n",
    ),
  }));
  const pieces = Array.from({ length: random.whole(1, 4) }, (_, line) => {
    let column = random.whole(0, 10);
    return Array.from({ length: random.whole(1, 8) }, (): Piece => {
      const source = random.whole(0, 1);
      const piece: Piece = {
        line,
        column,
        source,
        sourceLine: random.whole(0, sources[source]!.text.split("\n").length - 1),
        sourceColumn: random.whole(0, 60),
        name: random.whole(0, names.length - 1),
      };
      column += random.whole(1, 40);
      return piece;
    });
  }).flat();
  return { release, sources, names, pieces };
}

const fields = ["column", "source", "sourceLine", "sourceColumn", "name"] as const;

/** The source map, as a bundler writes it: each number is the difference to the one before; columns begin anew in each line. */
export function mapOf({ sources, names: all, pieces }: Bundle): object {
  const before: Record<(typeof fields)[number], number> = {
    column: 0,
    source: 0,
    sourceLine: 0,
    sourceColumn: 0,
    name: 0,
  };
  const lines = Array.from({ length: Math.max(...pieces.map(({ line }) => line)) + 1 }, (_, line) => {
    before.column = 0;
    return pieces
      .filter((piece) => piece.line === line)
      .map((piece) => {
        const text = fields.map((field) => digitsOf(piece[field] - before[field])).join("");
        Object.assign(before, piece);
        return text;
      })
      .join(",");
  });
  return {
    version: 3,
    file: "index.js",
    sources: sources.map(({ path }) => path),
    sourcesContent: sources.map(({ text }) => text),
    names: all,
    mappings: lines.join(";"),
  };
}

/** A number of a source map: six bits a letter, the lowest ones first, the sign in the lowest of all. */
function digitsOf(number: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let left = number < 0 ? -number * 2 + 1 : number * 2;
  let text = "";
  do {
    text += letters[(left % 32) + (left >= 32 ? 32 : 0)]!;
    left = Math.floor(left / 32);
  } while (left > 0);
  return text;
}

export function stackOf(random: Random): RawStack {
  const isV8 = random.chance(0.6);
  const stacks = Array.from({ length: random.pick([1, 1, 2, 3]) }, (_, cause) => ({
    title: `${random.pick(["TypeError", "Error"])}: failed ${cause}`,
    frames: Array.from({ length: random.whole(1, 6) }, () => frameOf(random, isV8)),
  }));
  const lines = stacks.flatMap(({ title, frames }, at) => [
    `${at === 0 ? "" : "Caused by: "}${title}`,
    ...frames.map((frame) => (isV8 ? lineOfV8(random, frame) : `${frame.functionName}@${placeOf(frame)}`)),
  ]);
  return { text: lines.join("\n"), stacks };
}

function frameOf(random: Random, isV8: boolean): RawFrame {
  const kind = random.pick(
    isV8 ? (["bundle", "bundle", "package", "runtime"] as const) : (["bundle", "package"] as const),
  );
  const files = {
    bundle: random.pick([`/srv/app/${bundleFile}`, `https://shop.example/${bundleFile}`]),
    package: "/srv/app/node_modules/lib/lib.js",
    runtime: "node:internal/process/task_queues",
  };
  return {
    kind,
    functionName: random.pick(["t", "e", "Object.run", ""]),
    file: isV8 || kind !== "package" ? files[kind] : `https://shop.example${files[kind]}`,
    line: random.whole(1, 5),
    column: random.whole(1, 250),
  };
}

const placeOf = ({ file, line, column }: RawFrame): string => `${file}:${line}:${column}`;

function lineOfV8(random: Random, frame: RawFrame): string {
  const { functionName } = frame;
  const isAsync = random.chance(0.2) ? "async " : "";
  return functionName === ""
    ? `    at ${placeOf(frame)}`
    : `    at ${isAsync}${functionName} (${placeOf(frame)})`;
}

/** The piece that has the position of a frame: the last one that begins before it in its line. */
export function pieceAt({ pieces }: Bundle, { line, column }: RawFrame): Piece | undefined {
  return pieces.findLast((piece) => piece.line === line - 1 && piece.column <= column - 1);
}
