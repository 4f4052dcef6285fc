-- How many transactions or workflows of either side meet which of the candidates, together.
-- include pattern-columns
FROM (
  -- include record-masks
  )
-- include pattern-groups
