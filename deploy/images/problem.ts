// What keeps an image from being built, in words for people.

/** An expected failure: its message says what happened and what to do. */
export class BuildProblem extends Error {
  override readonly name = "BuildProblem";
}
