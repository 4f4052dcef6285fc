// What `node` means to every file and package that asks for its types: those of the oldest Node the library runs on, and what that
// Node has although neither `es2022` nor its types say so.
/// <reference types="node-18" />

interface Array<T> {
  /** V8 9.7, Node 18.0. The others of ES2023 (`toSorted`, `toReversed`, `with`) came with Node 20. */
  findLast(predicate: (value: T, index: number, array: T[]) => unknown): T | undefined;
}

interface ReadonlyArray<T> {
  findLast(predicate: (value: T, index: number, array: readonly T[]) => unknown): T | undefined;
}

declare namespace NodeJS {
  interface Process {
    /** Node 17.3. */
    getActiveResourcesInfo(): string[];
  }
}
