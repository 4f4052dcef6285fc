// The keys of a row's attributes as they lie in the request: numbered, known when one comes twice, and found when a column is
// filled from them.
import type { WireAttributes } from "otlp";
import { WIRE_WORDS } from "otlp";
import { createTextNumbers, type TextNumbers } from "../native/text-numbers.ts";

export interface WireKeys {
  readonly texts: TextNumbers;
  /** Numbers of the keys of the attributes read last, in their order. */
  readonly numbers: Int32Array;
  /**
   * Reads the keys of one row.
   *
   * @returns false when one comes twice: then only the last value counts, and the attributes are to be read as a map.
   */
  read(attributes: WireAttributes): boolean;
  /** Where on the tape the attribute of the key `wanted[index]` is; -1 when the row has none. */
  place(index: number): number;
}

/** @param wanted keys whose positions are needed. */
export function createWireKeys(wanted: readonly string[] = []): WireKeys {
  const texts = createTextNumbers(wanted);
  const places = new Int32Array(wanted.length).fill(-1);
  let numbers = new Int32Array(32);
  /** By number: the last row that had the key. */
  let rows = new Int32Array(128);
  let row = 0;

  function grow(count: number): void {
    numbers = new Int32Array(Math.max(numbers.length * 2, count));
  }

  return {
    texts,
    get numbers() {
      return numbers;
    },
    read({ tape, from, to }) {
      const { bytes, words } = tape;
      const count = (to - from) / WIRE_WORDS;
      if (count > numbers.length) grow(count);
      places.fill(-1);
      row += 1;
      for (let at = from, index = 0; at < to; at += WIRE_WORDS, index++) {
        // the row before had the same keys in the same order, most likely
        const number = texts.of(bytes, words[at]!, words[at + 1]!, numbers[index]);
        if (number >= rows.length) {
          const larger = new Int32Array(Math.max(rows.length * 2, number + 1));
          larger.set(rows);
          rows = larger;
        }
        if (rows[number] === row) return false;
        rows[number] = row;
        numbers[index] = number;
        if (number < places.length) places[number] = at;
      }
      return true;
    },
    place: (index) => places[index]!,
  };
}
