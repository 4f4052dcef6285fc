// The size that compressed bytes declare for their content. A wrong declaration is detected while they are decompressed.

/** At most so many bytes come out of one byte of deflate. */
const deflateRatio = 1_032;

/** The length at the end of a gzip member. */
export function gzipSize(bytes: Uint8Array): number {
  if (bytes.length < 18 || viewOf(bytes).getUint16(0) !== 0x1f8b) return 0;
  return Math.min(viewOf(bytes).getUint32(bytes.length - 4, true), bytes.length * deflateRatio);
}

/** The frame content size of zstd, which need not be there: https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1 */
export function zstdSize(bytes: Uint8Array): number {
  if (bytes.length < 18) return 0;
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== 0xfd2fb528) return 0;
  const descriptor = view.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]!;
  switch (descriptor >> 6) {
    case 0:
      return isSingleSegment ? view.getUint8(at) : 0;
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
  }
}

/** A zlib stream does not say it. */
export function deflateSize(): number {
  return 0;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
