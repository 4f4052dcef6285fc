// After a change everything about alerts is asked again.
import type { QueryClient } from "@tanstack/react-query";

const paths = ["/api/alerts", "/api/alert-rules", "/api/alert-history", "/api/silences", "/api/objectives"];

export async function refreshAlerts(client: QueryClient): Promise<void> {
  await client.invalidateQueries({
    predicate: ({ queryKey }) => paths.some((path) => String(queryKey[0]).startsWith(path)),
  });
}
