// The sender of a request, as its authentication found it. What is stored carries the tenant, and is only ever compared
// with what the same tenant sent.

export interface Sender {
  /** Empty where there is only one. */
  readonly tenant: string;
}

/** The sender where no authentication is required. */
export const localSender: Sender = { tenant: "" };
