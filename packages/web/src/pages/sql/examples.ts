// Addresses at which the page of SQL is tested and photographed.
import type { Examples } from "../../ui/examples.ts";

const query = encodeURIComponent(
  "SELECT toStartOfMinute(start) AS minute, countIf(service = 'storefront') AS storefront, countIf(service = 'payments') AS payments " +
    "FROM spans WHERE start > now() - INTERVAL 1 HOUR AND start <= now() GROUP BY minute ORDER BY minute",
);

export const examples: Examples = {
  visits: [{ address: "/sql" }],
  screens: [{ name: "sql", address: `/sql?q=${query}`, guide: "sql" }],
};
