// Patterns as programs of single steps, which `linear-pattern.ts` runs.

/** Whether a character, by its code point, is in the set. */
export type CharacterSet = (code: number) => boolean;

/** One step. `next` and `other` are places of steps; `next` is tried first. */
export type Step =
  | { readonly kind: "set"; readonly set: CharacterSet }
  | { readonly kind: "split"; next: number; other: number }
  | { readonly kind: "jump"; next: number }
  | { readonly kind: "save"; readonly slot: number }
  | { readonly kind: "assert"; readonly what: "wordEdge" | "noWordEdge" | "start" | "end" }
  | { readonly kind: "assert"; readonly what: "lineStart" | "lineEnd" }
  | { readonly kind: "match" };

/** The steps of a pattern, and its groups. */
export interface Program {
  readonly steps: readonly Step[];
  /** Groups that are kept, the whole text as group 0 included. */
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}
