-- What the latest transaction of each of `people` is worth that was not completed by the end of the range.
SELECT
  toString(person) AS personHash,
  toString(unfinished.1) AS amount,
  unfinished.2 AS currency
FROM (
  -- include people-money
)
WHERE isLost
LIMIT 10000
