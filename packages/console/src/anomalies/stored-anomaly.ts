// An anomaly as it is stored.
import type { StoredAnomaly } from "../store/anomalies.ts";
import { describeAnomaly } from "./sentence.ts";
import { anomalyId } from "./subjects.ts";
import type { Found } from "./watch.ts";

/** @param time the minute that changed it, Unix ms. */
export function toStored({ subject, measure, state, anomaly, ended }: Found, time: number): StoredAnomaly {
  const { tenant, kind, service, environment, name, id } = subject;
  const { expected, observed, direction, score, started } = anomaly;
  return {
    tenant,
    service,
    environment,
    name,
    measure,
    direction,
    expected,
    observed,
    score,
    id: anomalyId(id, measure, anomaly.found),
    subject: kind,
    kind: anomaly.kind,
    found: anomaly.found / 1000,
    started: started / 1000,
    ended: ended / 1000,
    sentence: describeAnomaly({
      subject,
      measure,
      kind: anomaly.kind,
      direction,
      expected,
      observed,
      started,
    }),
    minutes: state.recent.map(([at]) => at / 1000),
    values: state.recent.map(([, scaled]) => scaled),
    updated: time / 1000,
  };
}
