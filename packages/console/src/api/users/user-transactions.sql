-- Outcomes and amounts of some transactions by type, as of now. Those of different types may have the same id.
-- include transaction-timeouts
SELECT
  type,
  countIf(outcome = 'completed') AS completed,
  countIf(outcome = 'failed') AS failed,
  countIf(outcome = 'abandoned') AS abandoned,
  countIf(outcome = 'open') AS open,
  mapApply(
    (code, sum) -> (code, toString(sum)),
    sumMapIf(map(currency, amount), outcome = 'completed' AND hasAmount)) AS amounts,
  mapApply(
    (code, sum) -> (code, toString(sum)),
    sumMapIf(map(currency, amount), outcome IN ('failed', 'abandoned') AND hasAmount)) AS lost
FROM (
  -- include transaction-states
)
WHERE (type, id) IN (SELECT arrayJoin(arrayZip({types:Array(String)}, {entities:Array(String)})))
GROUP BY type
ORDER BY count() DESC, type
LIMIT 5000
