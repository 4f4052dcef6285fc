-- Which transactions the people of one journey completed in the range, and how many people each. If there are many
-- people, a part of them (`first` to `last`, by hash) represents all.
SELECT
  type,
  uniqExact(person) AS people
FROM (
  -- include completed-transactions
  )
WHERE person IN (
  -- include known-steps
  SELECT person FROM (
    -- include people-rows
    )
  WHERE arrayExists(at -> at >= low AND at < high, t))
GROUP BY type
ORDER BY people DESC, type
LIMIT 50
