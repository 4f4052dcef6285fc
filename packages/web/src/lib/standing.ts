// What a service or a funnel stands on beside its figures: earlier days and open alerts. Its verdict is one of four states.
import { leastEvidence, shareOf } from "catalog/measures";
import type { Alert, FunnelSummary } from "contract";

import { type MaybeLate, unknownWords } from "./completeness.ts";
import { fallenStep } from "./conversion-verdict.ts";
import { formatShare } from "./format.ts";
import { openAlertsOf } from "./open-alert.ts";
import { judgePeriods, type PeriodFigures } from "./service-verdict.ts";
import { notable, type Share } from "./significance.ts";
import { aboveUsual, usualShare, type UsualShare } from "./usual-share.ts";
import { type Bad, decideVerdict, type Verdict } from "./verdict.ts";

/** What is known beside the figures of one subject. */
export interface Standing<Figures> {
  /** The same hours of earlier days. */
  readonly days: readonly Figures[];
  /** Whether these are all there are: none failed, or is still to come. */
  readonly isRead: boolean;
  /** Alerts that fire, of all subjects. */
  readonly alerts: readonly Alert[];
}

/** The least distance from what is usual that is said, as a share. */
const minDistance = 0.02;

/** Of a service. `previous`: undefined where it is not known. `isWorse`: what its course within the range says. */
export function serviceStanding(
  name: string,
  service: MaybeLate<PeriodFigures & { readonly previous: PeriodFigures | null | undefined }>,
  { days, alerts, isRead }: Standing<PeriodFigures>,
  isWorse: { readonly errorsRose: boolean; readonly slower: boolean } = noCourse,
): Verdict {
  const verdict = judgePeriods(service, service.previous ?? null);
  const now = toErrors(service);
  const usual = usualShare(days.map(toErrors));
  const z = usual === undefined ? 0 : aboveUsual(now, usual);
  const isAbove = usual !== undefined && z > notable && service.errorRate - usual.share >= minDistance;
  const rose = verdict.errors === "bad" || isWorse.errorsRose;
  const fails = usual === undefined && isFailing(service.entries, service.errorRate);
  const open = openAlertsOf(alerts, { service: name });
  return decideVerdict({
    unknown: unknownWords(service),
    bad: [
      ...open.objectives,
      ...(isAbove ? [{ kind: "error", word: againstUsual(service.errorRate, "fail", usual) } as const] : []),
      ...open.others,
      ...(rose && !isAbove ? [{ kind: "error", word: "more errors" } as const] : []),
      ...(fails ? [{ kind: "error", word: `${formatShare(service.errorRate)} fail` } as const] : []),
      ...(verdict.p95 === "bad" || isWorse.slower ? [{ kind: "warn", word: "slower" } as const] : []),
    ],
    few: fewWords("few requests", service.entries, usual, beforeOf(service.previous, isRead)),
    isPromised: false,
    word: usual === undefined ? "steady" : "usual",
  });
}

/** Without earlier days a service fails when this share of its requests does, also when they did before. */
const failingShare = 0.05;

export const isFailing = (stored: number, share: number): boolean =>
  stored >= leastEvidence && share >= failingShare;

const noCourse = { errorsRose: false, slower: false };

const toErrors = ({ errorRate, entries }: PeriodFigures): Share => ({
  count: errorRate * entries,
  total: entries,
});

/** Of a funnel. Estimated people were counted several times: only alerts judge them. */
export function funnelStanding(
  funnel: MaybeLate<FunnelSummary>,
  { days, alerts, isRead }: Standing<FunnelSummary>,
  isEstimate: boolean,
): Verdict {
  const now = toConversion(funnel);
  const usual = isEstimate ? undefined : usualShare(days.map(toConversion));
  const z = usual === undefined ? 0 : aboveUsual(now, usual);
  const share = shareOf(now.count, now.total) ?? 0;
  const isBelow = usual !== undefined && z < -notable && usual.share - share >= minDistance;
  const fell = usual === undefined && fallenStep(funnel, isEstimate) !== undefined;
  const open = openAlertsOf(alerts, { funnel: funnel.name });
  const bad: readonly Bad[] = [
    ...open.objectives,
    ...(isBelow ? [{ kind: "error", word: againstUsual(share, "convert", usual) } as const] : []),
    ...open.others,
    ...(fell ? [{ kind: "error", word: "fell" } as const] : []),
  ];
  return decideVerdict({
    unknown: unknownWords(funnel),
    bad,
    few: isEstimate
      ? "estimated"
      : fewWords("few so far", now.total, usual, { isRead, count: funnel.previous[0] ?? 0 }),
    isPromised: false,
    word: usual === undefined ? "steady" : "usual",
  });
}

const toConversion = ({ steps }: FunnelSummary): Share => ({
  count: steps.at(-1)?.people ?? 0,
  total: steps[0]?.people ?? 0,
});

interface Before {
  readonly count: number;
  readonly isRead: boolean;
}

const beforeOf = (previous: PeriodFigures | null | undefined, isRead: boolean): Before => ({
  count: previous?.entries ?? 0,
  isRead: isRead && previous !== undefined,
});

/** Why there is no verdict: few now, or neither earlier days nor enough in the period before to tell what is steady. */
function fewWords(
  word: string,
  now: number,
  usual: UsualShare | undefined,
  before: Before,
): string | undefined {
  if (now < leastEvidence) return word;
  if (usual !== undefined || before.count >= leastEvidence) return undefined;
  if (!before.isRead) return "not compared";
  return before.count === 0 ? "no earlier data" : "few before";
}

/** `12.0 % fail, usually 0.4 %`. */
const againstUsual = (share: number, what: string, usual: UsualShare): string =>
  `${formatShare(share)} ${what}, usually ${formatShare(usual.share)}`;
