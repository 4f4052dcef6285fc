-- How many transactions or workflows of either side meet which of the candidates, together, and the money of those of
-- the selection by currency. It scans the records of the range, so it has two threads.
-- include pattern-columns
  , mapApply(
      (currency, sum) -> (currency, toString(sum)), sumMapIf(map(currency, amount), selected AND hasAmount)) AS amounts
FROM (
  -- include record-masks
  )
-- include pattern-groups
SETTINGS max_threads = 2
