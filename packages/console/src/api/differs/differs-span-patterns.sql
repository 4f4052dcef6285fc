-- How many spans of either side meet which of the candidates, together.
-- include pattern-columns
FROM (
  -- include span-masks
  )
-- include pattern-groups
