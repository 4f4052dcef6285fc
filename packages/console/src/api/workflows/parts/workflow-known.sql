-- The records of instances between `since`, the beginning of a day, and the end of the range, as `known`: only on its
-- last day there may be later ones. `narrowed`: only of instances that match the other parameters of the request, of
-- which `from` is then the same time as `since`.
FROM (
  SELECT
    name,
    instance,
    id,
    if(day < toDate({to:DateTime64(9, 'UTC')}), events, arrayFilter(event -> event < recordsTo, events)) AS known
  FROM workflow_days
  WHERE day BETWEEN toDate({since:DateTime64(9, 'UTC')}) AND toDate({to:DateTime64(9, 'UTC')})
    AND notEmpty(known)
    AND name = {type:String} -- if type
    AND instance IN ( -- when narrowed
      -- include workflow-chosen
      )
)
