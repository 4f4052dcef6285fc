// The pages of services, as they are declared.
import { one } from "../../data/first-request.ts";
import { page } from "../../ui/page.ts";
import { validateServicesSearch } from "./search.ts";

export const pages = {
  "/services": page({
    code: () => import("./index.tsx"),
    component: "ServicesPage",
    search: validateServicesSearch,
    first: ({ scope: { rangeQuery: query }, raw }) => {
      const isMap = validateServicesSearch(raw).view === "map";
      return [isMap ? one("/api/services/graph", { query }) : one("/api/services", { query })];
    },
    navigation: { in: "rail", label: "Services", icon: "services", letter: "s" },
  }),
  "/services/$name": page({
    code: () => import("./service.tsx"),
    component: "ServicePage",
    first: ({ params, scope }) => [
      one("/api/services/:name", { params: { name: params["name"]! }, query: scope.rangeQuery }),
    ],
  }),
} as const;
