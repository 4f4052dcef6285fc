// Columns of text.
import { nothing, type ValueColumn } from "./numbers.ts";
import { appendText, appendUtf8, createTextBytes } from "./text-bytes.ts";

/** A column of text; accepts bytes, too. Invalid UTF-8 becomes U+FFFD. */
export interface TextColumn extends ValueColumn<string> {
  addBytes(bytes: Buffer, start: number, length: number): void;
}

/**
 * Text as UTF-8. Half surrogate pairs become U+FFFD.
 *
 * @param weight how often its bytes count, where the engine makes more of them than of others.
 */
export function stringColumn(weight = 1): TextColumn {
  const texts = createTextBytes();
  let rows = 0;
  return {
    type: "String",
    get rows() {
      return rows;
    },
    get bytes() {
      return texts.length * weight;
    },
    add(value) {
      appendText(texts, value);
      rows += 1;
    },
    addBytes(bytes, start, count) {
      appendUtf8(texts, bytes, start, count);
      rows += 1;
    },
    writePrefix: nothing,
    writeData: (out) => out.push(texts.data.subarray(0, texts.length)),
  };
}
