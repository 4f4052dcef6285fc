-- Anomalies that have not ended.
SELECT
  toString(a.tenant) AS tenant,
  toUnixTimestamp(a.found) AS found,
  id,
  toUnixTimestamp(a.started) AS started,
  toUnixTimestamp(a.ended) AS ended,
  toString(a.subject) AS subject,
  toString(a.measure) AS measure,
  toString(a.service) AS service,
  toString(a.environment) AS environment,
  name,
  toString(a.kind) AS kind,
  direction,
  expected,
  observed,
  score,
  sentence,
  minutes,
  values,
  toUnixTimestamp(a.updated) AS updated
FROM anomalies AS a FINAL
WHERE a.ended = toDateTime(0, 'UTC')
LIMIT 20000
