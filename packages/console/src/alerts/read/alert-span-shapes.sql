-- Which attributes of spans are of which type, by service, from the roll-up of their shapes.
-- `gaps`: hours with spans of which the roll-up has nothing yet; `red` has the hours of all spans.
SELECT
  -- include alert-shape-columns
  (
    SELECT count()
    FROM (
      SELECT DISTINCT toStartOfHour(minute) AS spanHour
      FROM red
      WHERE minute >= toStartOfMinute({from:DateTime64(9, 'UTC')})
        AND minute < {to:DateTime64(9, 'UTC')})
    WHERE spanHour NOT IN (
      SELECT hour FROM shapes WHERE signal = 'spans' AND hour >= toStartOfHour({from:DateTime64(9, 'UTC')}))) AS gaps
FROM shapes
WHERE signal = 'spans'
  AND hour >= toStartOfHour({from:DateTime64(9, 'UTC')})
  AND hour <= {to:DateTime64(9, 'UTC')}
GROUP BY service
LIMIT 10000
