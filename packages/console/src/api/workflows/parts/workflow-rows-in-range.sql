-- Rows of instances with a record in the range that match the parameters of the request.
FROM workflow_days
WHERE day BETWEEN toDate({from:DateTime64(9, 'UTC')}) AND toDate({to:DateTime64(9, 'UTC')})
  AND arrayExists(event -> event >= recordsFrom AND event < recordsTo, events)
  AND name = {type:String} -- if type
  AND environment = {environment:String} -- if environment
