// Trace and span ids as bytes: https://www.w3.org/TR/trace-context-2/#trace-id. Valid is the right length with at least one bit set.

const noTraceId = new Uint8Array(16);
const noSpanId = new Uint8Array(8);

/** Whether `id` has `length` bytes that are not all zero. */
export function isValidId(id: Uint8Array, length: 8 | 16): boolean {
  if (id.length !== length) return false;
  for (let at = 0; at < length; at++) {
    if (id[at] !== 0) return true;
  }
  return false;
}

/** Why `id` cannot be used, to follow the field's name. */
export function refuseId(id: Uint8Array, length: 8 | 16): string | undefined {
  if (id.length !== length) return `has ${id.length} bytes instead of ${length}`;
  return isValidId(id, length) ? undefined : "is all zero";
}

/** `id`, or zeros when it is missing or invalid. */
export function traceIdOrZero(id: Uint8Array): Uint8Array {
  return id.length === 16 ? id : noTraceId;
}

/** `id`, or zeros when it is missing or invalid. */
export function spanIdOrZero(id: Uint8Array): Uint8Array {
  return id.length === 8 ? id : noSpanId;
}
