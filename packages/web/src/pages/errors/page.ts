// The pages of errors, as they are declared.
import { paged } from "../../data/first-request.ts";
import { page } from "../../ui/page.ts";
import {
  validateErrorGroupSearch,
  validateErrorsSearch,
  occurrencesOnPage,
  toGroupsQuery,
} from "./search.ts";

export const pages = {
  "/errors": page({
    code: () => import("./index.tsx"),
    component: "ErrorsPage",
    search: validateErrorsSearch,
    first: ({ scope: { rangeQuery, service }, raw }) => [
      paged("/api/errors", {
        query: { ...rangeQuery, service, ...toGroupsQuery(validateErrorsSearch(raw)) },
      }),
    ],
    navigation: { in: "rail", label: "Errors", icon: "errors", letter: "e" },
  }),
  "/errors/$fingerprint": page({
    code: () => import("./group.tsx"),
    component: "ErrorGroupPage",
    search: validateErrorGroupSearch,
    first: ({ params, scope: { rangeQuery, service } }) => {
      const query = { ...rangeQuery, service, limit: occurrencesOnPage };
      return [paged("/api/errors/:fingerprint", { params: { fingerprint: params["fingerprint"]! }, query })];
    },
  }),
} as const;
