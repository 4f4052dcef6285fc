// The usual completion of a type of transactions: that of the same hours of earlier days.
import type { TransactionEvidence } from "contract";

import { usualShare, type UsualShare } from "./usual-share.ts";

export function usualCompletion({ days }: Pick<TransactionEvidence, "days">): UsualShare | undefined {
  return usualShare(
    days.map(({ completed, failed, abandoned }) => ({
      count: completed,
      total: completed + failed + abandoned,
    })),
  );
}
