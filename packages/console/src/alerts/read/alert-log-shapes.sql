-- Which attributes of log records are of which type, by service, from the roll-up of their shapes. `gaps`: hours with
-- log records of which the roll-up has nothing yet.
SELECT
  -- include alert-shape-columns
  (
    SELECT count()
    FROM (
      SELECT DISTINCT toStartOfHour(ts) AS logHour
      FROM logs
      WHERE toStartOfHour(ts) >= toStartOfHour({from:DateTime64(9, 'UTC')})
        AND toStartOfHour(ts) <= toStartOfHour({to:DateTime64(9, 'UTC')})
        AND ts >= {from:DateTime64(9, 'UTC')}
        AND ts < {to:DateTime64(9, 'UTC')})
    WHERE logHour NOT IN (
      SELECT hour FROM shapes WHERE signal = 'logs' AND hour >= toStartOfHour({from:DateTime64(9, 'UTC')}))) AS gaps
FROM shapes
WHERE signal = 'logs'
  AND hour >= toStartOfHour({from:DateTime64(9, 'UTC')})
  AND hour <= {to:DateTime64(9, 'UTC')}
GROUP BY service
LIMIT 10000
