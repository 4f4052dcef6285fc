// The faults that can be switched on, and what each does.
export const faults = {
  "slow-database": "every statement waits 250 ms before it runs",
  "declined-cards": "the card providers decline two cards of three",
  "memory-leak":
    "payments keeps the receipts of the latest 1,000 orders, 200 kB each, and lists every order so far with each new one",
  "bad-deploy":
    "payments 2.41.0 goes out; it calls a new address of the provider nordpay, which does not answer in time",
  "cart-queries": "the cart asks the database for each product that it suggests, one after the other",
  "stalled-queue": "fulfilment takes no more jobs out of the queue",
  "new-error":
    "payments 2.42.0 goes out; it fails on every order of more than one product with a VoucherError",
} as const;

export type Fault = keyof typeof faults;
