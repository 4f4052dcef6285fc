// A file that cannot be loaded: where it is wrong, and what was expected there.

/** Shown without a stack. */
export class ImportError extends Error {
  override readonly name = "ImportError";
}
