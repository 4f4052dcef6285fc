// Rules of sampling that running processes take from the console.

/** `GET` reads the rules, `PUT` saves them: the body is a {@link SamplingRules}, `If-Match` the `ETag` that was read. */
export const samplingPath = "/api/sampling";

/** Where processes ask. `POST` a {@link SamplingQuestion}; the answer is a {@link SignedAnswer}. */
export const samplingPollPath = "/api/sampling/poll";

/** When a rule is for something: the vocabulary of `telltale/sampling`, as plain data. */
export type SamplingConditionData = Readonly<Record<string, unknown>>;

/** A rule, asked when a trace begins (`head`) or when it has ended (`tail.rules`). */
export interface SamplingRule {
  readonly name: string;
  readonly when?: SamplingConditionData | undefined;
  /** The share of traces that is kept, from 0 to 1. */
  readonly rate?: number | undefined;
  /** The highest that matches decides. */
  readonly priority?: number | undefined;
  readonly perSecond?: number | undefined;
}

/** Rules for whole traces. */
export interface TailRules {
  readonly rules?: readonly SamplingRule[] | undefined;
  readonly defaultRate?: number | undefined;
  readonly budget?:
    | { readonly perSecond: number; readonly shares?: Readonly<Record<string, number>> | undefined }
    | undefined;
}

/** What one service, or all, are to do. */
export interface ServiceSamplingRules {
  readonly rate?: number | undefined;
  readonly head?: readonly SamplingRule[] | undefined;
  readonly noise?: boolean | undefined;
  readonly tail?: TailRules | undefined;
  readonly adaptive?: Readonly<Record<string, string | number>> | undefined;
}

/** The whole document. */
export interface SamplingRules extends ServiceSamplingRules {
  /** By service name, or a glob. */
  readonly services?: Readonly<Record<string, ServiceSamplingRules>> | undefined;
}

/** Processes of a service that ask, as the console has last heard of them. */
export interface SamplingProcess {
  readonly service: string;
  /** How many processes of the service this is true of. */
  readonly count: number;
  /** The version of the rules that is at work there. */
  readonly version: number;
  /** Why it does not use what it was given; empty when it does. */
  readonly refused: string;
  /** ISO 8601. */
  readonly asked: string;
}

export interface SamplingResult {
  /** 0 for rules that were never saved. */
  readonly version: number;
  /** ISO 8601; empty when never. */
  readonly saved: string;
  readonly rules: SamplingRules;
  /** Who asked in the last ten minutes, by service, version and state. */
  readonly processes: readonly SamplingProcess[];
  /** Whether processes can ask at all: answers are signed with the console's token, so it has to have one. */
  readonly signs: boolean;
}

export interface SamplingQuestion {
  readonly service: string;
  /** Random: tells processes of a service apart. */
  readonly instance: string;
  readonly nonce: string;
  readonly version: number;
  readonly refused?: string | undefined;
}

/** `signature` is HMAC-SHA-256 over `payload` with the token, in hex digits. */
export interface SignedAnswer {
  /** JSON text of a {@link SignedPayload}. */
  readonly payload: string;
  readonly signature: string;
}

export interface SignedPayload {
  readonly nonce: string;
  readonly version: number;
  /** Unix ms. */
  readonly expiresMs: number;
  /** null where none were ever saved. */
  readonly rules: SamplingRules | null;
}
