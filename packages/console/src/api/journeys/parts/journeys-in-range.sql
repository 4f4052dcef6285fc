-- The days of the journeys `names` in the range; of all journeys without `names`. A range that ends at midnight has
-- nothing of the day that begins then.
WHERE day >= toDate({from:DateTime64(9, 'UTC')})
  AND day <= toDate({to:DateTime64(9, 'UTC')} - toIntervalNanosecond(1))
  AND name IN {names:Array(String)} -- if names
  AND environment = {environment:String} -- if environment
