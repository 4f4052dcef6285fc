// Where the rows of a large request may wait for the next turn of the event loop.

/** A large request is decoded in pieces of this size: a few milliseconds each. */
export const pieceBytes: number = 256 * 1024;

/** Items between two pauses: few take as long as a turn may, and a pause costs as much as a small part of one. */
const itemsOfPiece = 8;

/** Returns whether a pause is due: after each {@link itemsOfPiece} calls. */
export function createPauses(): () => boolean {
  let items = 0;
  return () => items++ % itemsOfPiece === itemsOfPiece - 1;
}
