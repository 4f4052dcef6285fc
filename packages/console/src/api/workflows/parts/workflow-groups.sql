-- The records of each instance with a record in the range, from all times before its end, oldest first (see
-- `workflow_days`): the newest 2,001 of it, and the very `first`. Rows of one day that have more are cut before, so
-- that an instance of any age takes little memory. Of texts `any` takes longer than all else.
WITH arrayFilter(event -> event < recordsTo, events) AS earlierEvents
SELECT
  instance,
  any(transform(toString(name), names, arrayEnumerate(names), 1)) - 1 AS type,
  any(id) AS id,
  minIf(arrayMin(earlierEvents), notEmpty(earlierEvents)) AS first,
  arraySlice(
    arraySort(groupArrayArray(1000000)(
      if(length(earlierEvents) > 2001, arraySlice(arraySort(earlierEvents), -2001), earlierEvents))),
    -2001) AS records,
  argMaxIf(person, arrayMax(earlierEvents), person != '') AS person
FROM workflow_days
WHERE day <= toDate({to:DateTime64(9, 'UTC')})
  AND instance IN (
    -- include workflow-chosen
    )
  AND name = {type:String} -- if type
  AND workflow_days.id IN {ids:Array(String)} -- if ids
GROUP BY instance
