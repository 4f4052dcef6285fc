// The pages of transactions, as they are declared.
import { few, one } from "../../data/first-request.ts";
import { page } from "../../ui/page.ts";
import { validateTransactionSearch, validateTransactionTypeSearch, toTypeQuery } from "./search.ts";

export const pages = {
  "/transactions": page({
    code: () => import("./index.tsx"),
    component: "TransactionsPage",
    first: ({ scope }) => [few("/api/transactions", { query: scope.stepQuery })],
    filters: "steps",
    navigation: { in: "rail", label: "Transactions", icon: "transactions", letter: "t" },
  }),
  "/transactions/$type": page({
    code: () => import("./type.tsx"),
    component: "TransactionTypePage",
    search: validateTransactionTypeSearch,
    first: ({ params, scope, raw }) => {
      const query = { ...scope.stepQuery, ...toTypeQuery(validateTransactionTypeSearch(raw)) };
      return [few("/api/transactions/:type", { params: { type: params["type"]! }, query })];
    },
    filters: "steps",
  }),
  "/transactions/$type/$id": page({
    code: () => import("./one.tsx"),
    component: "TransactionPage",
    search: validateTransactionSearch,
    first: ({ params }) => [
      one("/api/transactions/:type/:id", { params: { type: params["type"]!, id: params["id"]! } }),
    ],
  }),
} as const;
