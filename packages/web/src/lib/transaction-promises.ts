// What is promised of a type of transactions: whether its objectives are met in the range, which alerts are open, and whether any of it was
// evaluated.
import { leastEvidence, shareOf } from "catalog/measures";
import type { TransactionEvidence, TransactionFigures, TransactionPromise } from "contract";

import { formatShare } from "./format.ts";
import { partOf } from "./rule-words.ts";
import { notable } from "./significance.ts";

type Counts = Pick<TransactionFigures, "completed" | "failed" | "abandoned">;

export interface ObjectiveShare {
  readonly name: string;
  readonly target: number;
  /** Of the range. */
  readonly share: number;
  readonly isMissed: boolean;
}

/** The objectives that counts of the range can be compared with, the first that is missed first. */
export function objectivesOf(
  { promises }: Pick<TransactionEvidence, "promises">,
  counts: Counts,
): readonly ObjectiveShare[] {
  return promises
    .flatMap((promise) => objectiveOf(promise, counts))
    .toSorted((a, b) => +b.isMissed - +a.isMissed);
}

function objectiveOf(
  { kind, name, content }: TransactionPromise,
  { completed, failed, abandoned }: Counts,
): readonly ObjectiveShare[] {
  const { measure, where } = partOf(content["on"]);
  const total = completed + failed + abandoned;
  const target = content["target"];
  const good = measure === "completion" ? completed : measure === "failure" ? total - failed : undefined;
  if (kind !== "objective" || typeof target !== "number" || good === undefined) return [];
  const share = shareOf(good, total);
  if (where !== undefined || content["groupBy"] !== undefined || share === null || total < leastEvidence)
    return [];
  // the test of a share against a fixed one
  const z = ((share - target) * Math.sqrt(total)) / Math.sqrt(target * (1 - target));
  const isMissed = z < -notable;
  return [{ name, target, share, isMissed }];
}

/** The promises whose alerts fire. */
export function openOf({ promises }: Pick<TransactionEvidence, "promises">): readonly TransactionPromise[] {
  return promises.filter(({ state }) => state === "firing");
}

/** Whether there are rules or objectives, and all were evaluated when they were due, without an error. */
export function isEvaluated({ promises }: Pick<TransactionEvidence, "promises">): boolean {
  return (
    promises.length > 0 &&
    promises.every(({ evaluated, error, unknown }) => error === "" && unknown === null && evaluated !== "")
  );
}

/** `objective not evaluated`: whether the type keeps all promises is not known. */
export function notEvaluatedWords({ promises }: Pick<TransactionEvidence, "promises">): string | undefined {
  const missing = promises.filter(({ unknown }) => unknown !== null);
  const first = missing.find(({ kind }) => kind === "objective") ?? missing[0];
  return first && `${first.kind === "objective" ? "objective" : "rule"} not evaluated`;
}

/** `46.0 %, objective 90.0 %` */
export const missedWords = ({ share, target }: ObjectiveShare): string =>
  `${formatShare(share)}, objective ${formatShare(target)}`;
