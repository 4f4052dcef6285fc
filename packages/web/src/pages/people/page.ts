// The page of a person, as it is declared.
import { one } from "../../data/first-request.ts";
import { page } from "../../ui/page.ts";
import { validatePersonSearch, eventsOnPage } from "./search.ts";

export const pages = {
  "/people/$id": page({
    code: () => import("./index.tsx"),
    component: "PersonPage",
    search: validatePersonSearch,
    first: ({ params, raw }) => {
      const query = { limit: eventsOnPage, cursor: validatePersonSearch(raw).cursor };
      return [
        one("/api/users/:id", { params: { id: params["id"]! }, query }),
        one("/api/users/:id/summary", { params: { id: params["id"]! } }),
      ];
    },
  }),
} as const;
