// Input in another format than OTLP that cannot be read: what is wrong, and what was expected there.

/** Whoever sent it must not send it again as it is. */
export class FormatError extends Error {
  override readonly name = "FormatError";
}
