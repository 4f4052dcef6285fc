// Who a request comes from, as whoever authenticated it says. What is stored carries the tenant, and is only ever compared
// with what the same tenant sent.

export interface Sender {
  /** Empty where there is only one. */
  readonly tenant: string;
}

/** Who sends where nobody is asked. */
export const localSender: Sender = { tenant: "" };
