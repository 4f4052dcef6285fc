// Columns with a dictionary: each different text once, then its position for each row.
import { uint64 } from "./native.ts";
import { stringColumn, type TextColumn } from "./strings.ts";
import { createTextNumbers, type TextNumbers } from "./text-numbers.ts";

// The dictionary comes with the block (bit 9) and replaces the one before (bit 10).
const dictionaryFlags = (1 << 9) | (1 << 10);

/** A column with a dictionary; accepts a text also by its number among `TextNumbers`, which must be the same ones for all rows. */
export interface DictionaryColumn extends TextColumn {
  /** Bytes of the texts of all rows, each as often as it occurs. */
  readonly spelledOut: number;
  addNumber(number: number, texts: TextNumbers): void;
}

interface DictionaryState {
  readonly texts: TextColumn;
  readonly positions: Map<string, number>;
  /** Positions by the number of the text. */
  readonly positionsByNumber: (number | undefined)[];
  /** Bytes of each text, by position. */
  readonly weights: number[];
  /** Positions by row. */
  indexes: Uint32Array<ArrayBuffer>;
  rows: number;
  last: string;
  /** Of `last`; -1 before the first text. */
  lastPosition: number;
  /** Of the texts that are added as bytes. */
  numbers: TextNumbers | undefined;
  spelledOut: number;
  /** Rows that are in `spelledOut`. */
  spelledRows: number;
}

/** `LowCardinality(String)`. */
export function dictionaryColumn(): DictionaryColumn {
  const state: DictionaryState = {
    texts: stringColumn(),
    positions: new Map(),
    positionsByNumber: [],
    weights: [],
    indexes: new Uint32Array(64),
    rows: 0,
    last: "",
    lastPosition: -1,
    numbers: undefined,
    spelledOut: 0,
    spelledRows: 0,
  };
  return {
    type: "LowCardinality(String)",
    get rows() {
      return state.rows;
    },
    get bytes() {
      return state.texts.bytes + state.rows * 2;
    },
    get spelledOut() {
      return spellOut(state);
    },
    add(value) {
      if (value !== state.last || state.lastPosition === -1) {
        state.last = value;
        state.lastPosition = positionOf(state, value);
      }
      addPosition(state, state.lastPosition);
    },
    addNumber: (number, texts) => addNumber(state, number, texts),
    addBytes(bytes, start, count) {
      state.numbers ??= createTextNumbers();
      addNumber(state, state.numbers.of(bytes, start, count), state.numbers);
    },
    writePrefix: (out) => out.push(uint64(1)),
    writeData(out) {
      const { texts, rows, indexes } = state;
      if (rows === 0) return;
      const width = texts.rows <= 0x100 ? 0 : texts.rows <= 0x10000 ? 1 : 2;
      out.push(uint64(dictionaryFlags | width), uint64(texts.rows));
      texts.writeData(out);
      out.push(uint64(rows), narrowed(indexes.subarray(0, rows), width));
    },
  };
}

function addNumber(state: DictionaryState, number: number, texts: TextNumbers): void {
  let position = state.positionsByNumber[number];
  if (position === undefined) {
    position = positionOf(state, texts.text(number));
    state.positionsByNumber[number] = position;
  }
  addPosition(state, position);
}

function positionOf({ positions, texts, weights }: DictionaryState, value: string): number {
  const known = positions.get(value);
  if (known !== undefined) return known;
  positions.set(value, texts.rows);
  const before = texts.bytes;
  texts.add(value);
  weights.push(texts.bytes - before);
  return texts.rows - 1;
}

function addPosition(state: DictionaryState, position: number): void {
  const { rows } = state;
  if (rows === state.indexes.length) {
    const larger = new Uint32Array(rows * 2);
    larger.set(state.indexes);
    state.indexes = larger;
  }
  state.indexes[rows] = position;
  state.rows = rows + 1;
}

function spellOut(state: DictionaryState): number {
  const { weights, indexes, rows } = state;
  for (; state.spelledRows < rows; state.spelledRows++)
    state.spelledOut += weights[indexes[state.spelledRows]!]!;
  return state.spelledOut;
}

function narrowed(indexes: Uint32Array, width: 0 | 1 | 2): Uint8Array {
  if (width === 0) return Uint8Array.from(indexes);
  const words = width === 1 ? Uint16Array.from(indexes) : indexes;
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
