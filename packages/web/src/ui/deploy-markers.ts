// Deploys as flags on charts: one query for all charts of a page, from `/api/deploys`.
import type { Deploy, DeploysResult } from "contract";
import { useMemo } from "react";

import { useIsFirstDataThere } from "../data/first-data.ts";
import { type Answer, useApi } from "../data/use-api.ts";
import { formatTime } from "../lib/time.ts";
import { useScope } from "../state/scope.ts";
import type { ChartMark } from "./chart-model.ts";

const noDeploys: readonly Deploy[] = [];
/** The newest deploys of a range that are read. */
const most = 200;

/** The deploys of the range in the address, newest first: those of `service`, or of all. */
export function useDeployAnswer(service?: string): Answer<DeploysResult> {
  const { rangeQuery } = useScope();
  const enabled = useIsFirstDataThere();
  return useApi(
    "/api/deploys",
    { query: { ...rangeQuery, service, limit: most } },
    { enabled, part: "deploys" },
  );
}

/** The same; empty while they load. */
export function useDeploys(service?: string): readonly Deploy[] {
  return useDeployAnswer(service).data?.items ?? noDeploys;
}

/** The marks of the deploys of `service`, or of all services, for `<Chart marks>`. The first version of a service is not a deploy. */
export function useDeployMarks(service?: string): readonly ChartMark[] {
  const deploys = useDeploys(service);
  return useMemo(() => deployMarks(deploys), [deploys]);
}

/** A mark for each deploy; those within one minute share a mark. */
export function deployMarks(deploys: readonly Deploy[]): readonly ChartMark[] {
  const marks: { timeMs: number; words: string[]; services: Set<string> }[] = [];
  for (const { service, version, previous, time } of deploys) {
    if (previous === "") continue;
    const timeMs = Date.parse(time);
    const words = `${formatTime(timeMs)} ${service} ${version}, was ${previous}`;
    const last = marks.at(-1);
    if (last !== undefined && last.timeMs - timeMs < 60_000) {
      last.words.push(words);
      last.services.add(service);
    } else marks.push({ timeMs, words: [words], services: new Set([service]) });
  }
  return marks.map(({ timeMs, words, services }) => ({
    timeMs,
    label: words.length === 1 ? `Deploy ${words[0]}` : `${words.length} deploys: ${words.join("; ")}`,
    ...(services.size === 1 ? { service: [...services][0]! } : {}),
  }));
}
