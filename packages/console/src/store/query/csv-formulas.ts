// Cells of CSV that a spreadsheet would run: text that begins with `=`, `+`, `-`, `@`, a tab or the end of a line gets an apostrophe
// before it. Any sender of telemetry can write such text, and another person opens the file.
//
// The store writes text in quotes and numbers without, so -5 stays a number. `import/tables/csv.ts` takes the apostrophe away.
import { pipeline, Readable, Transform } from "node:stream";

const quote = 0x22;
const apostrophe = 0x27;
const beginsFormula = new Set([..."=+-@\t\r\n"].map((character) => character.charCodeAt(0)));

/**
 * `csv`, as the store writes it, with an apostrophe before what would begin a formula, also behind apostrophes that are there, so that
 * taking one away gives the same text back. Linear, in pieces; an error and an early end reach `csv`.
 */
export function withoutFormulas(csv: Readable): Readable {
  const neutralize = createNeutralizer();
  const transform = new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, neutralize(chunk)),
  });
  // the reader of the transform gets the error
  return pipeline(csv, transform, () => {});
}

/** A function of the pieces of one file, in their order. */
export function createNeutralizer(): (chunk: Buffer) => Buffer {
  let place: "outside" | "opening" | "inside" | "closing" = "outside";
  return (chunk) => {
    const parts: Buffer[] = [];
    let kept = 0;
    for (let at = 0; at < chunk.length;) {
      const byte = chunk[at] as number;
      if (place === "opening") {
        if (byte === apostrophe) {
          at++;
          continue;
        }
        if (beginsFormula.has(byte)) {
          parts.push(chunk.subarray(kept, at), Buffer.of(apostrophe));
          kept = at;
        }
        place = "inside";
      } else if (place === "closing") {
        // two quotes are one of the text
        place = byte === quote ? "inside" : "outside";
        if (byte === quote) at++;
      } else {
        const next = chunk.indexOf(quote, at);
        if (next === -1) break;
        place = place === "outside" ? "opening" : "closing";
        at = next + 1;
      }
    }
    return parts.length === 0 ? chunk : Buffer.concat([...parts, chunk.subarray(kept)]);
  };
}
