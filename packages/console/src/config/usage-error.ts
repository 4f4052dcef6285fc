// What is wrong with how the console was called.

/** A mistake in how the console was called: the input, what was expected, what to do. Shown without a stack. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
