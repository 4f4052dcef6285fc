// Addresses at which the pages of transactions are tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [
    { address: "/transactions", hasRows: true },
    { address: "/transactions/purchase", hasRows: true },
    { address: "/transactions/purchase?by=payment.provider&measure=amount" },
    { address: "/transactions/purchase/order-1180", hasRows: true },
  ],
  screens: [
    { name: "transactions", address: "/transactions?from=-1h", guide: "console-transactions" },
    { name: "transaction", address: "/transactions/purchase?from=-1h", guide: "console-transactions" },
    {
      name: "transaction-timeline",
      address: "/transactions/purchase/{purchase}?from=-1h",
      guide: "console-transactions",
    },
  ],
};
