-- Amounts of the transactions that failed or were abandoned, by group of errors: those with a record in a trace in
-- which the group occurred. A transaction may have begun up to an hour before the range. Far fewer transactions fail
-- than errors occur, so their traces are looked up among those of the errors.
WITH
  unsuccessful AS (
    SELECT
      name,
      entity_id
    FROM business_events
    WHERE kind = 'transaction' AND phase = 'ended' AND outcome IN ('failed', 'abandoned')
      AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {until:DateTime64(9, 'UTC')}),
  failed AS (
    SELECT
      name AS kindOfTransaction,
      entity_id AS id,
      max(has_amount) AS hasAmount,
      argMaxIf(amount, (ts, uid), has_amount) AS value,
      argMaxIf(toString(currency), (ts, uid), has_amount) AS currency,
      groupUniqArrayIf(64)(trace_id, trace_id != toFixedString('', 16)) AS traces
    FROM business_events
    WHERE kind = 'transaction' AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {until:DateTime64(9, 'UTC')}
      AND (name, entity_id) IN (SELECT name, entity_id FROM unsuccessful)
    GROUP BY kindOfTransaction, id
    HAVING argMinIf(toString(outcome), (ts, uid), phase = 'ended') IN ('failed', 'abandoned'))
SELECT
  fingerprint,
  currency,
  if(max(hasAmount), toString(sum(value)), '') AS amount,
  count() AS transactions
FROM (
  SELECT DISTINCT
    hits.fingerprint AS fingerprint,
    f.kindOfTransaction,
    f.id,
    f.hasAmount AS hasAmount,
    f.value AS value,
    f.currency AS currency
  FROM (
    SELECT
      fingerprint,
      trace_id
    FROM errors
    -- include error-conditions
      AND fingerprint IN {fingerprints:Array(String)}
      AND trace_id != toFixedString('', 16)) AS hits
  INNER JOIN (
    SELECT
      kindOfTransaction,
      id,
      hasAmount,
      value,
      currency,
      arrayJoin(traces) AS trace
    FROM failed) AS f ON hits.trace_id = f.trace)
GROUP BY fingerprint, currency
ORDER BY fingerprint, currency
LIMIT 10000
