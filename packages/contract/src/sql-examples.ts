// Queries to begin with. The pages load them, so they are apart from the schemas.

export interface SqlExample {
  readonly title: string;
  readonly query: string;
}

/** Questions to begin with. Each runs on an empty store, too. */
export const sqlExamples: readonly SqlExample[] = [
  {
    title: "Requests a minute, by service",
    query: `SELECT minute, service, sum(spans) AS requests
FROM red
WHERE entry AND minute > now() - INTERVAL 1 HOUR
GROUP BY minute, service
ORDER BY minute`,
  },
  {
    title: "Slowest operations",
    query: `SELECT service, name, count() AS spans, round(quantile(0.95)(duration) / 1e6, 1) AS p95_ms
FROM spans
WHERE start > now() - INTERVAL 1 HOUR
GROUP BY service, name
ORDER BY p95_ms DESC
LIMIT 20`,
  },
  {
    title: "Spans with an attribute, answered from the index",
    query: `SELECT start, service, name, duration / 1e6 AS ms, lower(hex(trace_id)) AS trace_id
FROM spans
WHERE has(kv, 'http.request.method=POST') AND start > now() - INTERVAL 1 DAY
ORDER BY start DESC
LIMIT 50`,
  },
  {
    title: "Slowest traces",
    query: `SELECT lower(hex(trace_id)) AS trace_id, max(root_service) AS service, max(root_name) AS operation,
  dateDiff('millisecond', min(t0), max(t1)) AS ms, sum(spans) AS spans, sum(errors) AS errors
FROM trace_summary
WHERE t0 > now() - INTERVAL 1 HOUR
GROUP BY trace_id
ORDER BY ms DESC
LIMIT 20`,
  },
  {
    title: "How many spans there were before sampling",
    query: `SELECT service, count() AS stored, round(sum(weight)) AS happened
FROM spans
WHERE start > now() - INTERVAL 1 DAY
GROUP BY service
ORDER BY happened DESC`,
  },
  {
    title: "Log records a minute, by severity",
    query: `SELECT toStartOfMinute(ts) AS minute, severity_text, count() AS records
FROM logs
WHERE ts > now() - INTERVAL 1 HOUR
GROUP BY minute, severity_text
ORDER BY minute`,
  },
  {
    title: "Errors, and how many people they affected",
    query: `SELECT type, any(message) AS message, count() AS times, uniqExact(user_id) AS people, max(ts) AS latest
FROM errors
WHERE ts > now() - INTERVAL 1 DAY
GROUP BY fingerprint, type
ORDER BY times DESC
LIMIT 20`,
  },
  {
    title: "Transactions by outcome, with their worth",
    query: `SELECT name, outcome, uniqExact(entity_id) AS transactions, sum(amount) AS worth, currency
FROM business_events FINAL
WHERE kind = 'transaction' AND phase = 'ended' AND ts > now() - INTERVAL 1 DAY
GROUP BY name, outcome, currency
ORDER BY name, outcome`,
  },
  {
    title: "People at each step of a journey",
    query: `SELECT name, step, min(step_index) AS place, uniqExact(if(user_id = '', session_id, user_id)) AS people
FROM business_events
WHERE kind = 'journey' AND ts > now() - INTERVAL 1 DAY
GROUP BY name, step
ORDER BY name, place`,
  },
  {
    title: "Last value of each series of a metric",
    query: `SELECT series.name AS metric, series.service AS service, attributes, argMax(value, ts) AS last
FROM samples
INNER JOIN series ON samples.hash = series.hash AND samples.tenant = series.tenant
WHERE ts > now() - INTERVAL 1 HOUR
GROUP BY metric, service, attributes
ORDER BY metric, service
LIMIT 100`,
  },
];
