// The page of one trace, as it is declared.
import { one } from "../../data/first-request.ts";
import { page } from "../../ui/page.ts";
import { validateTraceSearch } from "./search.ts";

export const pages = {
  "/traces/$id": page({
    code: () => import("./index.tsx"),
    component: "TracePage",
    search: validateTraceSearch,
    first: ({ params }) => [
      one("/api/traces/:id", { params: { id: params["id"]! }, query: { detail: "auto" } }),
    ],
    bindsRowKeys: true,
  }),
} as const;
