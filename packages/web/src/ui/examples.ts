// Addresses at which the pages of a folder are tested and photographed: `examples.ts` beside `page.ts`. Only tests and tools import them.

/** An address for the answers of `test/fixtures`, visited by the tests of what all pages promise: requests, axe, keys. */
export interface Visit {
  readonly address: string;
  /** It has rows that `j` and `k` move through. */
  readonly hasRows?: boolean;
  /** One of its kind that the short run visits, too; the tests of the others open them. */
  readonly isMain?: boolean;
}

/** A page of the demo shop as it is photographed for the guides, in light and dark. */
export interface Screen {
  /** Begin of the file's name in docs/screens. */
  readonly name: string;
  /** `{trace}` and the like stand for what the shop happened to send. */
  readonly address: string;
  /** The guide that shows it, in docs/guide without `.md`. */
  readonly guide: string;
  /** Also as on a phone. */
  readonly narrow?: true;
  /** Shows what arrives while it is open. */
  readonly live?: true;
  /** Name of the file that is imported before: a copy of a failed checkout. */
  readonly file?: string;
}

export interface Examples {
  readonly visits: readonly Visit[];
  readonly screens: readonly Screen[];
  /** Paths of pages without a screenshot, and why. */
  readonly withoutScreen?: Readonly<Record<string, string>>;
}
