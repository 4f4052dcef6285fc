// The roll-ups against their tables: every figure must be the same from both.
import { expect } from "vitest";
import type { Store } from "../../src/store/store.ts";

/** Each figure once from the tables and once from the roll-ups. */
const figures = `SELECT
  (SELECT toString(count()) FROM spans) AS spans, (SELECT toString(sum(spans)) FROM red) AS spansOfRed, (SELECT toString(sum(spans)) FROM trace_summary) AS spansOfTraces,
  (SELECT toString(countIf(status = 2)) FROM spans) AS errors, (SELECT toString(sum(errors)) FROM red) AS errorsOfRed, (SELECT toString(sum(errors)) FROM trace_summary) AS errorsOfTraces,
  (SELECT toString(sum(duration)) FROM spans) AS duration, (SELECT toString(sum(duration)) FROM red) AS durationOfRed,
  (SELECT toString(sum(arraySum(mapValues(h)))) FROM (SELECT sumMap(histogram) AS h FROM red)) AS histogram,
  (SELECT toString(sum(spans)) FROM service_red) AS spansOfServices, (SELECT toString(sum(duration)) FROM service_red) AS durationOfServices,
  (SELECT toString(sum(weight)) FROM spans) AS weight, (SELECT toString(sum(estimated)) FROM red) AS weightOfRed, (SELECT toString(sum(estimated)) FROM service_red) AS weightOfServices,
  (SELECT toString(countIf(mapContains(iattr, 'http.response.status_code'))) FROM spans) AS codes, (SELECT toString(sum(spans)) FROM attribute_red WHERE key = 'http.response.status_code') AS codesOfRed,
  (SELECT toString(uniqExact(trace_id)) FROM spans) AS traces, (SELECT toString(uniqExact(trace_id)) FROM trace_summary) AS tracesOfSummary,
  (SELECT toString(sum(length(kv))) FROM spans) AS attributes, (SELECT toString(sum(count)) FROM attribute_values WHERE signal = 'spans') AS attributesOfValues,
  (SELECT toString(sum(length(kv))) FROM logs) AS logAttributes, (SELECT toString(sum(count)) FROM attribute_values WHERE signal = 'logs') AS logAttributesOfValues,
  (SELECT toString(count()) FROM logs) AS logs, (SELECT toString(sum(count)) FROM shapes WHERE signal = 'spans') AS spansOfShapes,
  (SELECT toString(sum(count)) FROM shapes WHERE signal = 'logs') AS logsOfShapes, (SELECT toString(sum(errors)) FROM shapes WHERE signal = 'spans') AS errorsOfShapes,
  (SELECT toString(sum(count * (length(strings) + length(ints) + length(doubles) + length(bools)))) FROM shapes WHERE signal = 'spans') AS attributesOfShapes,
  (SELECT toString(countIf(NOT startsWith(event_name, 'telltale.'))) FROM logs) AS texts, (SELECT toString(sum(count)) FROM log_skeletons) AS textsOfSkeletons,
  (SELECT toString(uniqExact(ts, identity)) FROM logs WHERE event_name = 'exception') AS captured, (SELECT toString(uniqExact(ts, identity)) FROM errors) AS capturedOfErrors,
  (SELECT toString(min(start)) FROM spans WHERE bitAnd(folded, 9) = 0) AS first, (SELECT toString(min(first)) FROM versions) AS firstOfVersions,
  (SELECT toString(max(start)) FROM spans WHERE bitAnd(folded, 9) = 0) AS last, (SELECT toString(max(last)) FROM versions) AS lastOfVersions,
  (SELECT toString(countIf(folded % 2 = 1)) FROM spans) AS others, (SELECT toString(sum(spans)) FROM red WHERE service = '_OTHER') AS othersOfRed,
  (SELECT toString(sum(spans)) FROM service_red WHERE service = '_OTHER') AS othersOfServices, (SELECT toString(sum(count)) FROM shapes WHERE signal = 'spans' AND service = '_OTHER') AS othersOfShapes,
  (SELECT toString(countIf(bitTest(folded, 1))) FROM spans) AS otherNames, (SELECT toString(sum(spans)) FROM red WHERE name = '_OTHER') AS otherNamesOfRed,
  (SELECT toString(sum(count)) FROM shapes WHERE signal = 'spans' AND name = '_OTHER') AS otherNamesOfShapes,
  (SELECT toString(countIf(folded % 2 = 1 AND mapContains(iattr, 'http.response.status_code'))) FROM spans) AS otherCodes,
  (SELECT toString(sum(spans)) FROM attribute_red WHERE key = 'http.response.status_code' AND service = '_OTHER') AS otherCodesOfRed,
  (SELECT toString(countIf(folded % 2 = 1)) FROM logs) AS otherLogs, (SELECT toString(sum(count)) FROM shapes WHERE signal = 'logs' AND service = '_OTHER') AS otherLogsOfShapes,
  (SELECT toString(countIf(folded % 2 = 1 AND NOT startsWith(event_name, 'telltale.'))) FROM logs) AS otherTexts, (SELECT toString(sum(count)) FROM log_skeletons WHERE service = '_OTHER') AS otherTextsOfSkeletons`;

/** Fails when a roll-up says anything else than its table. */
export async function expectRollupsToAgree(ask: (sql: string) => Promise<unknown[]>): Promise<void> {
  const [is] = (await ask(figures)) as Record<string, string>[];
  expect(is).toEqual({
    ...is,
    spansOfRed: is!["spans"],
    spansOfTraces: is!["spans"],
    spansOfServices: is!["spans"],
    spansOfShapes: is!["spans"],
    logsOfShapes: is!["logs"],
    textsOfSkeletons: is!["texts"],
    errorsOfShapes: is!["errors"],
    attributesOfShapes: is!["attributes"],
    durationOfServices: is!["duration"],
    weightOfRed: is!["weight"],
    weightOfServices: is!["weight"],
    codesOfRed: is!["codes"],
    errorsOfRed: is!["errors"],
    errorsOfTraces: is!["errors"],
    durationOfRed: is!["duration"],
    histogram: is!["spans"],
    tracesOfSummary: is!["traces"],
    attributesOfValues: is!["attributes"],
    logAttributesOfValues: is!["logAttributes"],
    capturedOfErrors: is!["captured"],
    firstOfVersions: is!["first"],
    lastOfVersions: is!["last"],
    othersOfRed: is!["others"],
    othersOfServices: is!["others"],
    othersOfShapes: is!["others"],
    otherNamesOfRed: is!["otherNames"],
    otherNamesOfShapes: is!["otherNames"],
    otherCodesOfRed: is!["otherCodes"],
    otherLogsOfShapes: is!["otherLogs"],
    otherTextsOfSkeletons: is!["otherTexts"],
  });
}

/**
 * Waits until everything that was acknowledged is in the roll-ups, too. A flush waits for those that are computed again only while that
 * works: with an engine that was just killed, it does not at first.
 */
export async function untilRolledUp({ writer }: Store): Promise<void> {
  await writer.flush();
  await expect.poll(() => writer.isInDoubt, { timeout: 60_000 }).toBe(false);
}
