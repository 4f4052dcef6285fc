-- The longest timeout, in ms, that a type of transactions declares or that a transaction between `since` and `until`
-- has.
SELECT greatest(
  (SELECT max(timeout) FROM (
    SELECT argMax(timeout_ms, seen) AS timeout FROM definitions WHERE kind = 'transaction' GROUP BY name)),
  (SELECT max(timeout_ms) FROM business_events
    WHERE kind = 'transaction' AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {until:DateTime64(9, 'UTC')}
      AND environment = {environment:String} -- if environment
  )) AS timeoutMs
LIMIT 1
