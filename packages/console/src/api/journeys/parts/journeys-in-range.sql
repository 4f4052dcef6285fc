-- The days of the journeys `names` in the range; of all journeys without `names`.
WHERE day >= toDate({from:DateTime64(9, 'UTC')})
  AND day <= toDate({to:DateTime64(9, 'UTC')})
  AND name IN {names:Array(String)} -- if names
  AND environment = {environment:String} -- if environment
