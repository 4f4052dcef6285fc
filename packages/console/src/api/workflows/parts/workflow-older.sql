-- Instances with a record on a day of the range that have one from before `since`, the beginning of a day: they did not
-- start since then. Of the days before it only the instances are read. With `identity` the engine does not look for
-- each instance in the primary key of each part, which takes as long as all else.
SELECT instance
FROM workflow_days
WHERE day < toDate({since:DateTime64(9, 'UTC')})
  AND name = {type:String} -- if type
  AND identity(instance) IN (
    SELECT instance
    FROM workflow_days
    WHERE day BETWEEN toDate({start:DateTime64(9, 'UTC')}) AND toDate({to:DateTime64(9, 'UTC')})
      AND name = {type:String} -- if type
  )
