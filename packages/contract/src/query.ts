// Parameters that many resources share.

/** ISO 8601 with up to nine digits of seconds (`2026-11-20T14:31:06.251Z`), or relative to now (`-1h`, `-30m`, `-7d`, `now`). */
export type TimeExpression = string;

export interface RangeQuery {
  /** Default `-1h`. */
  readonly from?: TimeExpression | undefined;
  /** Default `now`. */
  readonly to?: TimeExpression | undefined;
  /** `deployment.environment.name`; all when absent. */
  readonly environment?: string | undefined;
}

/**
 * Attribute conditions, all of which must hold: `key=value`, `key!=value`, `key>3`, `key>=3`, `key<3`, `key<=3`,
 * `key exists`, `!key exists`. Repeat the parameter for several. Attributes of the span (or record) and of its resource count.
 */
export interface FilterQuery {
  readonly filter?: string | readonly string[] | undefined;
}

export interface PageQuery {
  /** 1 to 500, default 50. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before. Opaque. */
  readonly cursor?: string | undefined;
}

/** Of lists that most pages show as a whole: types, journeys, funnels. */
export interface ListQuery {
  /** 1 to 500, default 500. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before. Opaque. */
  readonly cursor?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** `null` on the last page. */
  readonly nextCursor: string | null;
}

/** The range a relative query came to, so that a page can say what it shows. */
export interface ResolvedRange {
  readonly from: string;
  readonly to: string;
}
