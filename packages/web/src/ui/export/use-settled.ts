// Whether the page has what it asked for: a file must not be of the answer to the question before, nor miss a column that comes from a
// second answer, such as the deploys of services.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { afterPaint } from "../after-paint.ts";

/** `false` while any question of the page has no answer of its own. One that failed is answered; refetches keep the answer they replace. */
export function useIsSettled(): boolean {
  const client = useQueryClient();
  const [isThere, setIsThere] = useState(false);
  useEffect(() => {
    // questions that follow from an answer are asked when it is rendered
    const look = (): void => setIsThere(isSettled(client));
    let cancel = afterPaint(look);
    const stop = client.getQueryCache().subscribe(() => {
      cancel();
      cancel = afterPaint(look);
    });
    return () => {
      stop();
      cancel();
    };
  }, [client]);
  return isThere;
}

function isSettled(client: QueryClient): boolean {
  const asked = client.getQueryCache().findAll({ type: "active" });
  return asked.every(({ state: { status } }) => status !== "pending");
}
