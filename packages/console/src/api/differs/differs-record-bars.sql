-- For every numeric attribute of transactions or workflows, duration in ms and amount, a histogram of either side.
-- include bar-columns
  FROM (
    -- include compared-records
    )
  ARRAY JOIN
    numberKeys AS key,
    numbers AS number
-- include bar-groups
