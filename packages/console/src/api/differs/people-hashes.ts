// Lists of people as one parameter of a query, by the hashes of their records.

/** A list of so many is one parameter, as large as servers take it. */
export const maxPeople = 24_000;

/** Hashes of 32 bits, the low byte first, in base64url: half as long as digits, and each character is one byte in an address. */
export function toHashText(hashes: readonly number[]): string {
  const bytes = Buffer.alloc(hashes.length * 4);
  for (const [at, hash] of hashes.entries()) bytes.writeUInt32LE(hash, at * 4);
  return bytes.toString("base64url");
}
