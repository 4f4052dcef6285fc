-- The records of each instance with a record in the range, from all times before its end, oldest first (see
-- `workflow_days`). Of texts `any` takes longer than all else.
SELECT
  instance,
  any(transform(toString(name), names, arrayEnumerate(names), 1)) - 1 AS type,
  any(id) AS id,
  arraySort(groupArrayArray(2000)(arrayFilter(event -> event < recordsTo, events))) AS records,
  argMaxIf(person, arrayMax(arrayFilter(event -> event < recordsTo, events)), person != '') AS person
FROM workflow_days
WHERE day <= toDate({to:DateTime64(9, 'UTC')})
  AND instance IN (
    -- include workflow-chosen
    )
  AND name = {type:String} -- if type
  AND workflow_days.id IN {ids:Array(String)} -- if ids
GROUP BY instance
