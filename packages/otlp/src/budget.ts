// The memory that a decoded message may take. An empty span takes two bytes on the wire and a few hundred in memory, so a
// request within its size limit could need gigabytes. Real messages take two to four times their size and stay far below
// both limits: the one per byte of the message and the total.
import { OtlpError } from "./error.ts";

const FREE_BYTES = 1024 * 1024;
const BYTES_PER_BYTE = 24;
const MAX_BYTES = 256 * 1024 * 1024;

/** Estimated bytes in memory of each decoded element. */
export const COST = {
  resource: 160,
  scope: 120,
  map: 200,
  entry: 64,
  array: 48,
  item: 16,
  span: 240,
  event: 72,
  link: 96,
  logRecord: 176,
  metric: 120,
  point: 176,
  exemplar: 96,
  quantile: 72,
  bigint: 24,
} as const;

/** The memory left for one message. Decoders charge each element to it. */
export class Budget {
  #left: number;

  /** @param size bytes of the message, or characters of its text. */
  constructor(size: number) {
    this.#left = Math.min(FREE_BYTES + size * BYTES_PER_BYTE, MAX_BYTES);
  }

  /** @throws {OtlpError} `OTLP_TOO_DENSE` when less than `cost` is left. */
  charge(cost: number): void {
    this.#left -= cost;
    if (this.#left < 0) {
      throw new OtlpError(
        "OTLP_TOO_DENSE",
        `Cannot decode the message: it holds so many empty or tiny elements that it would take more than ${BYTES_PER_BYTE} times its own size in memory, or more than ${MAX_BYTES} bytes; send fewer elements in one message.`,
      );
    }
  }
}
