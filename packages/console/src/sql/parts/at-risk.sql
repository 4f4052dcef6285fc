-- What is at risk by each key of `reached`, by currency: amounts of the distinct transactions with a record in one of
-- its traces that were not completed by the end of the range.
, candidates AS (
  SELECT
    name,
    entity_id
  FROM business_events
  WHERE kind = 'transaction' AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND trace_id IN (SELECT trace FROM reached))
SELECT
  key,
  currency,
  if(max(hasAmount), toString(sum(value)), '') AS amount,
  count() AS transactions
FROM (
  SELECT DISTINCT
    hits.key AS key,
    t.type AS type,
    t.id AS id,
    t.hasAmount AS hasAmount,
    t.value AS value,
    t.currency AS currency
  FROM reached AS hits INNER JOIN (
    -- include unfinished-transactions
  ) AS t ON hits.trace = t.trace)
GROUP BY key, currency
ORDER BY key, currency
LIMIT 10000
