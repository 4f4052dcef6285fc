// Values as `RowBinary` has them, read one after the other.

export interface RowBinaryReader {
  hasMore(): boolean;
  bytes(count: number): Buffer;
  /** A length in groups of seven bits, then the bytes. */
  text(): string;
}

export function readerOf(data: Buffer): RowBinaryReader {
  let at = 0;
  const bytes = (count: number): Buffer => data.subarray(at, (at += count));
  return {
    hasMore: () => at < data.length,
    bytes,
    text() {
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = data[at++]!;
        length += (byte & 127) * 2 ** shift;
        if (byte < 128) break;
      }
      return bytes(length).toString("utf8");
    },
  };
}
