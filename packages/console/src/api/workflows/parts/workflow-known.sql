-- The records of instances between `since` and the end of the range, as `known`. `narrowed`: only of instances that
-- match the other parameters of the request, of which `from` is then the same time as `since`.
FROM (
  SELECT
    name,
    instance,
    id,
    arrayFilter(event -> event >= knownFrom AND event < recordsTo, events) AS known
  FROM workflow_days
  WHERE day BETWEEN toDate({since:DateTime64(9, 'UTC')}) AND toDate({to:DateTime64(9, 'UTC')})
    AND notEmpty(known)
    AND name = {type:String} -- if type
    AND instance IN ( -- when narrowed
      -- include workflow-chosen
      )
)
